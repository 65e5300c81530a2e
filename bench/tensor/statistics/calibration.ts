import { seededRandom } from '../random.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { kendallTauB, signAccuracy, spearman } from './correlation.ts'
import { type IntervalOutcome, percentileInterval } from './interval.ts'

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
  return {
    spearman: withInterval(points, spearman, options),
    kendall: withInterval(points, kendallTauB, options),
    signAccuracy: withInterval(points, signAccuracy, options),
  }
}

type Coefficient = (x: readonly number[], y: readonly number[]) => number | null

function withInterval(
  points: readonly CalibrationPoint[],
  coefficient: Coefficient,
  { resamples, level, seed }: BootstrapOptions,
): CalibrationValue {
  const value = over(points, coefficient)
  if (value === null) return absent(value, 'the scores or the preferences do not differ')
  const clusters = byPrompt(points)
  if (clusters.length < 2)
    return absent(value, 'one prompt alone says nothing about the spread between prompts')
  const random = seededRandom('calibration', ...seed)
  const replicates = new Float64Array(resamples)
  for (let filled = 0, undefinedDraws = 0; filled < resamples; ) {
    const drawn = clusters.flatMap(() => clusters[random.integer(clusters.length)]!)
    const found = over(drawn, coefficient)
    if (found !== null) {
      replicates[filled++] = found
      undefinedDraws = 0
    } else if (++undefinedDraws > undefinedDrawLimit) {
      return absent(value, 'so few pairs differ that resampling leaves none')
    }
  }
  return { value, interval: percentileInterval(replicates, level, clusters.length), reason: null }
}

function byPrompt(points: readonly CalibrationPoint[]): CalibrationPoint[][] {
  const clusters = new Map<number, CalibrationPoint[]>()
  for (const point of points) {
    const cluster = clusters.get(point.prompt)
    if (cluster === undefined) clusters.set(point.prompt, [point])
    else cluster.push(point)
  }
  return [...clusters.values()]
}

const over = (points: readonly CalibrationPoint[], coefficient: Coefficient) =>
  coefficient(
    points.map(({ scoreDifference }) => scoreDifference),
    points.map(({ preference }) => preference),
  )

const absent = (value: number | null, reason: string): CalibrationValue => ({ value, interval: null, reason })
