import { z } from 'zod'
import { providers } from '../onnx/engine/providers.ts'
import type { PartSpec } from './part.ts'
import { type LoadedPart, loadPart } from './part-runner.ts'

/** What a measuring child is started with: the parts stay loaded until it ends. */
export interface PartServerSettings {
  readonly provider: (typeof providers)[number]
  readonly threads: number
  readonly syntheticFolder: string
  readonly parts: readonly PartSpec[]
}

const settingsSchema = z.object({
  provider: z.enum(providers),
  threads: z.int().min(1),
  syntheticFolder: z.string().min(1),
  /** Written by this program's own parent. */
  parts: z.array(z.custom<PartSpec>((value) => typeof value === 'object' && value !== null)),
})

const taskSchema = z.object({ index: z.int().min(0), only: z.literal('prepare').nullable() })

/** One run of one part. */
export const partRunSchema = z.object({
  seconds: z.number().positive(),
  /** Processor time of the child, all threads, since its last answer. */
  cpuSeconds: z.number().nonnegative(),
  /** Highest resident memory so far: of the child, and of what it started. */
  peakBytes: z.number().nonnegative(),
})
export type PartRun = z.infer<typeof partRunSchema>

/** What a child is asked: to run the part at this place, or only to get ready for it. */
export interface PartTask {
  readonly index: number
  readonly only: 'prepare' | null
}

export interface PartServer {
  /** A part is loaded when it is first asked for. */
  run(task: unknown): Promise<PartRun>
  close(): Promise<void>
}

/** Runs parts in a process of their own, whose memory is theirs alone. */
export async function openPartServer(settings: unknown): Promise<PartServer> {
  const { parts, ...options } = settingsSchema.parse(settings)
  const loaded = new Map<number, LoadedPart>()
  // what the start took is no part's
  let counted = cpuSecondsNow()
  return {
    async run(task) {
      const { index, only } = taskSchema.parse(task)
      if (index >= parts.length) throw new RangeError(`No part ${index}: there are ${parts.length}`)
      const part = loaded.get(index) ?? (await loadPart(parts[index]!, options))
      loaded.set(index, part)
      const started = performance.now()
      if (only === null) await part.run()
      else await (part.prepare ?? part.run)()
      const seconds = (performance.now() - started) / 1000
      const cpuSeconds = cpuSecondsNow()
      const since = cpuSeconds - counted
      counted = cpuSeconds
      const { maxRSS } = process.resourceUsage()
      // maxRSS is in KiB (Node.js, process.resourceUsage)
      return { seconds, cpuSeconds: since, peakBytes: maxRSS * 1024 + (await part.outsidePeakBytes()) }
    },
    async close() {
      for (const part of loaded.values()) await part.release()
      loaded.clear()
    },
  }
}

function cpuSecondsNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
