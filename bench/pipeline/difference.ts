import type { Interval, Verdict } from '../records/run-result.ts'

/** One metric of run B against run A with all that a verdict needs. */
export interface Difference {
  readonly model: string
  readonly metric: string
  /** Means over the paired items; null when nothing is paired. */
  readonly a: number | null
  readonly b: number | null
  /** b − a with its paired-bootstrap interval. */
  readonly difference: number | null
  readonly interval: Interval | null
  /** Paired items, and the prompts they are of. For a total, prompts of its thinnest dimension. */
  readonly pairs: number
  readonly prompts: number
  /** Items that only one of the runs has an outcome for. */
  readonly missingInA: number
  readonly missingInB: number
  /** Whether every pair is the same clip with the same score. */
  readonly identical: boolean
  /** Why there is no difference or no interval; null when there is. */
  readonly reason: string | null
}

/**
 * Fewest prompts for a verdict. The interval covers 95 % of normal data from 8 prompts on and 91 % with 5
 * (docs/variability.md); below that it means little.
 */
export const fewestPrompts = 5

/** No more prompts than this are worth naming as a way to a verdict. */
const mostPrompts = 10_000

/**
 * Non-inferiority with a margin: `pass` when the whole interval lies at or above −maxRegression, `fail` when the whole
 * of it lies below, `inconclusive` otherwise. What is missing never passes.
 *
 * @param maxRegression the largest drop that passes, in the metric's own unit
 */
export function judgeDifference(
  found: Difference,
  maxRegression: number,
): { readonly verdict: Verdict; readonly message: string } {
  const inconclusive = (message: string) => ({ verdict: 'inconclusive' as const, message })
  const { difference, interval } = found
  if (difference === null) return inconclusive(`${capital(found.reason ?? 'nothing is paired')}.`)
  const missing = describeMissing(found)
  if (found.identical) {
    return missing === null
      ? { verdict: 'pass', message: `The same clips with the same scores, ${count(found.pairs, 'pair')}.` }
      : inconclusive(`The same clips with the same scores where both runs have one; ${missing}.`)
  }
  if (interval === null) return inconclusive(`${capital(found.reason ?? 'there is no interval')}.`)
  const change = describe(difference, interval)
  const limit = `a drop larger than ${shown(maxRegression)}`
  if (found.prompts < fewestPrompts) {
    return inconclusive(
      `${change} over ${count(found.prompts, 'prompt')}; a verdict needs at least ${fewestPrompts}.`,
    )
  }
  if (interval.high < -maxRegression) return { verdict: 'fail', message: `${change}: ${limit}.` }
  if (interval.low < -maxRegression) {
    const open = `${limit} is neither shown nor excluded by ${count(found.prompts, 'prompt')}`
    return inconclusive(`${change}: ${open}${advice(found, interval, maxRegression)}.`)
  }
  if (missing !== null)
    return inconclusive(`${change}: no drop larger than ${shown(maxRegression)}, but ${missing}.`)
  return { verdict: 'pass', message: `${change}: no drop larger than ${shown(maxRegression)}.` }
}

/** `fail` if any fails, `pass` if all pass, else `inconclusive`; nothing compared is inconclusive. */
export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'pass') ? 'pass' : 'inconclusive'
}

function describeMissing({ missingInA, missingInB }: Difference): string | null {
  if (missingInB > 0)
    return `${count(missingInB, 'clip')} scored in the first run ${have(missingInB)} no score in the second`
  if (missingInA > 0)
    return `${count(missingInA, 'clip')} scored in the second run ${have(missingInA)} no score in the first`
  return null
}

function describe(difference: number, interval: Interval): string {
  const level = Math.round(interval.level * 1000) / 10
  return `Change ${signed(difference)} (${level} % interval ${signed(interval.low)} … ${signed(interval.high)})`
}

/**
 * How many more prompts would decide it, if the change stays what it is: an interval's half-width shrinks with the square
 * root of the number of prompts.
 */
function advice({ difference, prompts }: Difference, interval: Interval, maxRegression: number): string {
  const toMargin = difference! + maxRegression
  const halfWidth = toMargin > 0 ? difference! - interval.low : interval.high - difference!
  const needed = Math.ceil(prompts * (halfWidth / toMargin) ** 2)
  return needed <= mostPrompts
    ? `; about ${Math.max(needed - prompts, 1)} more like these would settle it`
    : ', and the change is too close to the limit for more prompts to settle it'
}

const shown = (value: number) => String(Number(value.toPrecision(4)))
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`
const have = (n: number) => (n === 1 ? 'has' : 'have')
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
