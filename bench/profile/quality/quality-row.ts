import { problem } from '../../errors.ts'
import type { QualityRow, QualityScore } from '../../records/autoencoder-result.ts'
import type { Problem } from '../../records/problem.ts'
import { clusterInterval, mean } from '../../tensor/statistics.ts'
import type { ClipQuality } from './clip-quality.ts'
import { lpipsWeights } from './lpips-meter.ts'
import type { Reconstruction } from './reconstruct.ts'

/** What was reconstructed. */
export type QualitySetting = Pick<QualityRow, 'variant' | 'height' | 'width' | 'frames' | 'tiled'>

const metrics = ['psnr', 'ssim', 'lpips', 'addedFlicker', 'seams'] as const
type Metric = (typeof metrics)[number]

/** Means over the clips that were measured, each with its interval over clips; what can't be said has its reason. */
export function qualityRow(setting: QualitySetting, { clips, failures }: Reconstruction): QualityRow {
  const names = clips.map(({ name }) => name)
  if (clips.length === 0) {
    return { ...unscoredRow(setting, failures[0]?.problem ?? noClips()), failed: [...failures] }
  }
  const scores = Object.fromEntries(
    metrics.map((metric) => [metric, score(setting, metric, clips)]),
  ) as Record<Metric, QualityScore>
  return { ...setting, clips: names, failed: [...failures], ...scores }
}

/** A row without a number, and why: weights that are not here, no clip, or a size that the variant can't take. */
export function unscoredRow(setting: QualitySetting, reason: Problem): QualityRow {
  const unscored: QualityScore = { status: 'unscored', reason }
  return {
    ...setting,
    clips: [],
    failed: [],
    psnr: unscored,
    ssim: unscored,
    lpips: unscored,
    addedFlicker: unscored,
    seams: unscored,
  }
}

const valuesOf: Readonly<Record<Metric, (clip: ClipQuality) => number | null>> = {
  psnr: ({ psnrDecibels }) => psnrDecibels,
  ssim: ({ ssim }) => ssim,
  lpips: ({ lpips }) => lpips,
  addedFlicker: ({ flicker }) => flicker && flicker.reconstruction - flicker.source,
  seams: ({ seams }) => seams?.ratio ?? null,
}

function score(setting: QualitySetting, metric: Metric, clips: readonly ClipQuality[]): QualityScore {
  const values = clips.map(valuesOf[metric]).filter((value) => value !== null)
  if (values.length > 0) return scored(setting, metric, values)
  if (metric === 'psnr') return { status: 'infinite', clips: clips.length }
  return { status: 'unscored', reason: reasons[metric](setting) }
}

// as for means over prompts in reports of videos: 1,000 resamples, 95 %
const bootstrap = { resamples: 1000, level: 0.95 }

function scored(setting: QualitySetting, metric: Metric, values: readonly number[]): QualityScore {
  const sums = { weightedSums: Float64Array.from(values), weights: new Float64Array(values.length).fill(1) }
  const seed = ['reconstruction', metric, setting.variant, setting.width, setting.height]
  const { interval } = clusterInterval(sums, { ...bootstrap, seed })
  return { status: 'scored', value: mean(values)!, interval, clips: values.length }
}

const undefinedFor = (metric: string, found: string, remedy: string) =>
  problem('QUALITY_UNDEFINED', { metric, found, remedy })

const noClips = () => undefinedFor('Reconstruction', 'no clip was given', 'Name clips to reconstruct.')

const reasons: Readonly<Record<Exclude<Metric, 'psnr'>, (setting: QualitySetting) => Problem>> = {
  ssim: () => noClips(),
  lpips: () => problem('WEIGHTS_ABSENT', { name: lpipsWeights.heads, set: lpipsWeights.set }),
  addedFlicker: () =>
    undefinedFor('Flicker', 'a single frame has no neighbour', 'Reconstruct two frames or more.'),
  seams: ({ width, height, frames }) =>
    undefinedFor(
      'Seams',
      `no tiles meet in ${width}x${height}, ${frames} frames`,
      'Reconstruct clips larger than a tile, with an autoencoder whose tiles are known.',
    ),
}
