import type { Interval } from '../../records/run-result.ts'
import { normalQuantile } from './normal-quantile.ts'

/**
 * Wilson's score interval of a proportion ("Probable inference, the law of succession, and statistical inference",
 * JASA 22(158), 1927), for independent trials; it stays inside 0 … 1 and has a width at 0 and at n successes.
 * Null without trials. Votes that share raters and prompts are not independent: see `twoWayIntervals`.
 */
export function wilsonInterval(successes: number, trials: number, level: number): Interval | null {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`wilsonInterval: found ${successes} successes in ${trials} trials`)
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`level: found ${level}, expected between 0 and 1`)
  if (trials === 0) return null
  const z = normalQuantile((1 + level) / 2)
  const share = successes / trials
  const shrink = 1 + (z * z) / trials
  const middle = (share + (z * z) / (2 * trials)) / shrink
  const reach = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return {
    low: successes === 0 ? 0 : middle - reach,
    high: successes === trials ? 1 : middle + reach,
    level,
  }
}
