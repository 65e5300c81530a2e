import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Profile } from '../../evaluators/contract.ts'
import { BenchError } from '../errors.ts'
import { describeMachine, describeSoftware } from '../pipeline/software.ts'
import { type ParityCertificate, parityCertificateSchema } from '../records/parity-certificate.ts'
import { writeFileAtomic } from '../store/files.ts'

/** Beside the runs that it speaks for. */
const pathOf = (suite: string, outputDir: string) => join(outputDir, `parity-${suite}.json`)

export async function writeCertificate(certificate: ParityCertificate, outputDir: string): Promise<string> {
  const path = pathOf(certificate.suite, outputDir)
  await writeFileAtomic(path, `${JSON.stringify(parityCertificateSchema.parse(certificate), null, 2)}\n`)
  return path
}

/**
 * The certificate that speaks for a run: of its suite's own networks, on this processor, with these versions. Null
 * where there is none or it is of another machine or version. Throws PARITY_INVALID for a file that is none.
 */
export async function certificateOf(
  suite: string,
  profile: Profile,
  outputDir: string,
): Promise<ParityCertificate | null> {
  // only VBench's own networks have recorded cases
  if (profile.notice !== null) return null
  const path = pathOf(suite, outputDir)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const certificate = parse(text, path)
  const [machine, software] = await Promise.all([describeMachine(), describeSoftware()])
  const here = (each: Pick<ParityCertificate, 'machine' | 'software'>) =>
    JSON.stringify([each.machine.cpu, each.machine.cores, each.software.bench, each.software.packages])
  return here(certificate) === here({ machine, software }) ? certificate : null
}

function parse(text: string, path: string): ParityCertificate {
  try {
    return parityCertificateSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new BenchError('PARITY_INVALID', { path, found: 'it is not a parity certificate' }, { cause })
  }
}
