import { seededRandom } from '../random.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { type IntervalOutcome, percentileInterval } from './interval.ts'
import { WeightedRanks } from './weighted-ranks.ts'

/** One compared pair of clips: how much the score prefers the one, and how much people do. */
export interface CalibrationPoint {
  /** Pairs of one prompt are resampled together. */
  readonly prompt: number
  readonly scoreDifference: number
  /** E.g. (votes for − votes against) / votes. */
  readonly preference: number
}

export type CalibrationValue = IntervalOutcome & { readonly value: number | null }

/** Draws in a row that may leave a coefficient undefined before the bootstrap gives up. */
const undefinedDrawLimit = 1000

/**
 * How well a score's differences follow human preference: Spearman's ρ, Kendall's τ-b and the accuracy of the sign,
 * with percentile intervals from a bootstrap of whole prompts.
 */
export function calibrate(
  points: readonly CalibrationPoint[],
  options: BootstrapOptions,
): {
  readonly spearman: CalibrationValue
  readonly kendall: CalibrationValue
  readonly signAccuracy: CalibrationValue
} {
  const ranks = new WeightedRanks(
    points.map(({ scoreDifference }) => scoreDifference),
    points.map(({ preference }) => preference),
  )
  return {
    spearman: withInterval(points, (weights) => ranks.spearman(weights), options),
    kendall: withInterval(points, (weights) => ranks.kendall(weights), options),
    signAccuracy: withInterval(points, (weights) => ranks.signAccuracy(weights), options),
  }
}

type Coefficient = (weights: Float64Array) => number | null

function withInterval(
  points: readonly CalibrationPoint[],
  coefficient: Coefficient,
  { resamples, level, seed }: BootstrapOptions,
): CalibrationValue {
  const value = coefficient(new Float64Array(points.length).fill(1))
  if (value === null) return absent(value, 'the scores or the preferences do not differ')
  const { clusters, of } = byPrompt(points)
  if (clusters < 2) return absent(value, 'one prompt alone says nothing about the spread between prompts')
  const random = seededRandom('calibration', ...seed)
  const replicates = new Float64Array(resamples)
  const times = new Float64Array(clusters)
  for (let filled = 0, undefinedDraws = 0; filled < resamples; ) {
    times.fill(0)
    for (let draw = 0; draw < clusters; draw++) times[random.integer(clusters)]!++
    const found = coefficient(Float64Array.from(of, (cluster) => times[cluster]!))
    if (found !== null) {
      replicates[filled++] = found
      undefinedDraws = 0
    } else if (++undefinedDraws > undefinedDrawLimit) {
      return absent(value, 'so few pairs differ that resampling leaves none')
    }
  }
  return { value, interval: percentileInterval(replicates, level, clusters), reason: null }
}

/** Prompts as cluster numbers, in the order of their first point. */
function byPrompt(points: readonly CalibrationPoint[]): {
  readonly clusters: number
  readonly of: Int32Array
} {
  const numbers = new Map<number, number>()
  for (const { prompt } of points) if (!numbers.has(prompt)) numbers.set(prompt, numbers.size)
  return { clusters: numbers.size, of: Int32Array.from(points, ({ prompt }) => numbers.get(prompt)!) }
}

const absent = (value: number | null, reason: string): CalibrationValue => ({ value, interval: null, reason })
