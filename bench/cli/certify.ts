import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import { unknownName } from '../config/unknown-name.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import { runSuiteParity, suiteNetworks } from '../parity/suite-parity.ts'
import { describeMachine, describeSoftware } from '../pipeline/software.ts'
import type { CertifiedNetwork, ParityCertificate } from '../records/parity-certificate.ts'
import { writeCertificate } from './certificate-file.ts'
import type { Invocation } from './commands.ts'
import { columns, print, printJson } from './print.ts'
import { loadSettings } from './settings.ts'

/** `bench parity FOLDER --suite NAME`: every network of a suite, and a certificate that reports show. */
export async function certify(folder: string, provider: Provider, invocation: Invocation): Promise<ExitCode> {
  const suite = String(invocation.options.suite)
  if (!Object.hasOwn(suiteNetworks, suite)) throw unknownName('suite', suite, Object.keys(suiteNetworks))
  const { resolved } = await loadSettings(invocation)
  const networks = await runSuiteParity(
    suite,
    folder,
    { provider, threads: availableParallelism() },
    ({ folder: name, failed }) => process.stderr.write(`${name}: ${failed === 0 ? 'holds' : 'FAILS'}\n`),
  )
  const certificate: ParityCertificate = {
    schemaVersion: 1,
    suite,
    createdAt: new Date().toISOString(),
    provider,
    networks,
    passed: networks.every(({ failed }) => failed === 0),
    software: await describeSoftware(),
    machine: await describeMachine(),
  }
  const path = await writeCertificate(certificate, valuesOf(resolved).output)
  if (invocation.options.json) printJson(certificate)
  else print(`${tableOf(certificate)}\nCertificate: ${relative('', path)}`)
  return certificate.passed ? exitCodes.passed : exitCodes.gateFailed
}

function tableOf({ networks, machine, provider, software }: ParityCertificate): string {
  const head = ['Network', 'Dimensions', 'Outputs', 'Largest error', 'Relative', 'Tolerance', '']
  const rows = networks.map(({ component, dimensions, outputs, failed, largest }) => [
    component,
    dimensions.join(', '),
    String(outputs),
    errorText(largest.absoluteError),
    errorText(largest.relativeError),
    largest.tolerance,
    failed === 0 ? 'holds' : `${failed} FAIL`,
  ])
  const onnxRuntime = software.packages['onnxruntime-node'] ?? 'absent'
  return `${columns([head, ...rows])}\n\n${machine.cpu}, ${machine.cores} cores, ${provider}, ONNX Runtime ${onnxRuntime}`
}

const errorText = (error: CertifiedNetwork['largest']['absoluteError']) => error?.toExponential(1) ?? 'none'
