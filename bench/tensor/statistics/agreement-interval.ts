import type { Interval } from '../../records/run-result.ts'
import { seededRandom } from '../random.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { alphaOf, coincidences, type MeasurementLevel, type UnitJudgements } from './coincidences.ts'
import { percentileInterval } from './interval.ts'

/** The judgements of one unit, and the prompt that the unit is about. */
export interface PromptedUnit {
  readonly prompt: number
  readonly judgements: UnitJudgements
}

/** Draws in a row that may leave alpha undefined before the bootstrap gives up. */
const undefinedDrawLimit = 1000

/**
 * Interval of Krippendorff's alpha: prompts are drawn with all their units, and alpha is computed anew (units are what
 * Krippendorff's own bootstrap draws, too; "Content Analysis", 4th edition, 2019, section 12.4.2; here units of one
 * prompt stay together). Null where alpha is undefined or all units are about one prompt.
 */
export function alphaInterval(
  units: readonly PromptedUnit[],
  measurement: MeasurementLevel,
  { resamples, level, seed }: BootstrapOptions,
): Interval | null {
  const judged = units.filter(({ judgements }) => judgements.length >= 2)
  const byPrompt = new Map<number, UnitJudgements[]>()
  for (const { prompt, judgements } of judged) {
    byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), judgements])
  }
  if (byPrompt.size < 2) return null
  const values = [...new Set(judged.flatMap(({ judgements }) => judgements))].sort((a, b) => a - b)
  const clusters = [...byPrompt.values()].map((own) => coincidences(own, values))
  const random = seededRandom('alpha', ...seed)
  const replicates = new Float64Array(resamples)
  const sums = new Float64Array(values.length ** 2)
  for (let filled = 0, undefinedDraws = 0; filled < resamples; ) {
    sums.fill(0)
    for (let draw = 0; draw < clusters.length; draw++) {
      const matrix = clusters[random.integer(clusters.length)]!
      for (let cell = 0; cell < sums.length; cell++) sums[cell]! += matrix[cell]!
    }
    const value = alphaOf(sums, values, measurement)
    if (value !== null) {
      replicates[filled++] = value
      undefinedDraws = 0
    } else if (++undefinedDraws > undefinedDrawLimit) return null
  }
  return percentileInterval(replicates, level, clusters.length)
}
