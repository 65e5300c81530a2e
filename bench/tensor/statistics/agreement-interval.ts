import type { Interval } from '../../records/run-result.ts'
import { seededRandom } from '../random.ts'
import { krippendorffAlpha, type MeasurementLevel, type UnitJudgements } from './agreement.ts'
import type { BootstrapOptions } from './bootstrap.ts'
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
  const clusters = [...byPrompt.values()]
  if (clusters.length < 2) return null
  const random = seededRandom('alpha', ...seed)
  const replicates = new Float64Array(resamples)
  for (let filled = 0, undefinedDraws = 0; filled < resamples; ) {
    const drawn = clusters.flatMap(() => clusters[random.integer(clusters.length)]!)
    const { value } = krippendorffAlpha(drawn, measurement)
    if (value !== null) {
      replicates[filled++] = value
      undefinedDraws = 0
    } else if (++undefinedDraws > undefinedDrawLimit) return null
  }
  return percentileInterval(replicates, level, clusters.length)
}
