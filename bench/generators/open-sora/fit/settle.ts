import { BenchError } from '../../../errors.ts'
import { machineMemoryBytes } from '../../../onnx/engine/machine-memory.ts'
import type { OpenSoraOptions } from '../options.ts'
import { fitOpenSora } from './fit.ts'
import { chooseMemoryUse, type MemoryUse, memoryError } from './memory-use.ts'

export type SettledOptions = OpenSoraOptions & MemoryUse

/**
 * The options, with those of memory use that they leave open chosen by the memory of this machine: all of it, not what is
 * free just now, so that the same configuration gives the same clips when a run goes on. A processor's memory says
 * nothing of a GPU's, so there, and where the plan cannot be made, networks are loaded whole, one after the other.
 */
export async function settledOptions(options: OpenSoraOptions, folder: string): Promise<SettledOptions> {
  const { stream, keepLoaded } = options
  if (stream !== undefined && keepLoaded !== undefined) return { ...options, stream, keepLoaded }
  const chosen = await chosenUse(options, folder)
  return { ...options, stream: stream ?? chosen.stream, keepLoaded: keepLoaded ?? chosen.keepLoaded }
}

async function chosenUse(options: OpenSoraOptions, folder: string): Promise<MemoryUse> {
  const plain = { stream: false, keepLoaded: false }
  if (options.provider !== 'cpu') return plain
  try {
    return chooseMemoryUse(await fitOpenSora(options, folder), options, machineMemoryBytes())
  } catch (error) {
    // what stands in the plan's way is told before anything runs, by `preflight`
    if (error instanceof BenchError) return plain
    throw error
  }
}

/** Throws OPEN_SORA_MEMORY when no way that the options leave open fits into this machine's memory. */
export async function checkMemory(options: OpenSoraOptions, folder: string): Promise<void> {
  if (options.provider !== 'cpu') return
  const fit = await fitOpenSora(options, folder)
  const memoryBytes = machineMemoryBytes()
  const verdict = chooseMemoryUse(fit, options, memoryBytes)
  if (!verdict.fits) throw memoryError(options, fit, verdict, memoryBytes)
}
