import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import type { RunnerOptions } from '../onnx/engine/runner.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { CertifiedNetwork } from '../records/parity-certificate.ts'
import { type OutputParity, type ParityResult, runParity } from './parity.ts'

/** The networks of VBench and the dimensions that they score (Vchitect/VBench, vbench/*.py, one file a dimension). */
const vbenchNetworks: Readonly<Record<string, readonly DimensionId[]>> = {
  'dino-vit': ['subject-consistency'],
  'clip-openai': ['background-consistency', 'aesthetic-quality', 'appearance-style'],
  'laion-aesthetic-head': ['aesthetic-quality'],
  musiq: ['imaging-quality'],
  raft: ['dynamic-degree', 'temporal-flickering'],
  'amt-s': ['motion-smoothness'],
  'umt-vit': ['human-action'],
  viclip: ['temporal-style', 'overall-consistency'],
  tag2text: ['scene'],
  grit: ['object-class', 'multiple-objects', 'color', 'spatial-relationship'],
}

/** The networks of a suite, by component, with the dimensions that each scores. */
export const suiteNetworks: Readonly<Record<string, Readonly<Record<string, readonly DimensionId[]>>>> = {
  vbench: vbenchNetworks,
}

/**
 * Holds every network of a suite against the recorded cases in the folders below `folder`, one row for each folder.
 * Throws PARITY_INVALID when a network of the suite has no cases there.
 */
export async function runSuiteParity(
  suite: string,
  folder: string,
  options: RunnerOptions,
  onRow: (row: CertifiedNetwork) => void = () => undefined,
): Promise<CertifiedNetwork[]> {
  const networks = suiteNetworks[suite]!
  const folders = await caseFolders(folder, networks)
  const missing = Object.keys(networks).filter((name) => !folders.some(({ component }) => component === name))
  if (missing.length > 0) {
    throw new BenchError('PARITY_INVALID', {
      path: folder,
      found: `no folder in it holds cases of ${missing.join(', ')}`,
    })
  }
  const rows: CertifiedNetwork[] = []
  for (const { name, component } of folders) {
    const row = rowOf(name, networks[component]!, await runParity(join(folder, name), options))
    onRow(row)
    rows.push(row)
  }
  return rows
}

/** Folders with cases of these networks. Others (clips, decision logic, pixels) hold no network's cases. */
async function caseFolders(folder: string, networks: Readonly<Record<string, unknown>>) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new BenchError('PARITY_INVALID', { path: folder, found: 'the folder cannot be read' }, { cause })
  })
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ({ name, component: await componentOf(join(folder, name, 'config.json')) })),
  )
  return found
    .filter((each): each is { name: string; component: string } =>
      Object.hasOwn(networks, each.component ?? ''),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function componentOf(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const { component } = JSON.parse(text) as { component?: unknown }
    return typeof component === 'string' ? component : null
  } catch (cause) {
    throw new BenchError('PARITY_INVALID', { path, found: 'it is not JSON' }, { cause })
  }
}

function rowOf(folder: string, dimensions: readonly DimensionId[], result: ParityResult): CertifiedNetwork {
  const { component, outputs } = result
  const largest = outputs.reduce((a, b) => (isWorse(b, a) ? b : a))
  return {
    folder,
    component,
    dimensions: [...dimensions],
    outputs: outputs.length,
    failed: outputs.filter(({ passed }) => !passed).length,
    largest: {
      output: `${largest.case} ${largest.output}`,
      absoluteError: finite(largest.maxAbsoluteError),
      relativeError: finite(largest.maxRelativeError),
      tolerance: largest.tolerance,
    },
  }
}

/** One that left its tolerance before any that holds, then by error. */
const isWorse = (a: OutputParity, b: OutputParity) =>
  a.passed === b.passed ? a.maxRelativeError > b.maxRelativeError : !a.passed

const finite = (error: OutputParity['maxAbsoluteError']) => (Number.isFinite(error) ? error : null)
