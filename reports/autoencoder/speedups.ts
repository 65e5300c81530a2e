import type { AutoencoderResult, Claim, Speedup } from '../../bench/records/autoencoder-result.ts'

/** The speed-ups that stand at the top. */
export interface MainSpeedups {
  /** On this machine, of the largest workload: of the whole clip where it is known, else of its slowest stage. */
  readonly here: Speedup | null
  /** On one GPU, of the workload that was published for, else of the largest. */
  readonly projected: Speedup | null
  /** What the authors say. */
  readonly published: Claim | null
}

// Open-Sora 2.0 technical report, section 3.1: the speed-up is published for this resolution
const publishedResolution = '768px'

export function mainSpeedups(result: AutoencoderResult): MainSpeedups {
  const work = workOf(result)
  const largestFirst = result.speedups.toSorted((a, b) => work(b.workload) - work(a.workload))
  const here = largestFirst.filter(({ kind }) => kind !== 'projected')
  const projected = largestFirst.filter(
    ({ kind, scope, hardware }) => kind === 'projected' && scope === 'clip' && hardware?.gpus === 1,
  )
  const atPublished = projected.find(
    ({ workload }) => result.workloads.find(({ id }) => id === workload)?.resolution === publishedResolution,
  )
  return {
    here: bestScope(here),
    projected: atPublished ?? projected[0] ?? null,
    published: result.claims.find(({ id }) => /speed-?up/i.test(id)) ?? null,
  }
}

const scopes = ['clip', 'denoise', 'decode', 'encode', 'text'] as const

const bestScope = (speedups: readonly Speedup[]): Speedup | null =>
  scopes.map((scope) => speedups.find((each) => each.scope === scope)).find((found) => found !== undefined) ??
  null

/** Pixels of a workload, all frames together; the most of its variants. */
function workOf({ cells }: AutoencoderResult): (workload: string) => number {
  return (id) =>
    cells
      .filter(({ workload }) => workload === id)
      .reduce((most, { frames, height, width }) => Math.max(most, frames * height * width), 0)
}
