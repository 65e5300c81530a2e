import type { Interval } from '../../records/run-result.ts'
import type { SideAnswer } from '../../records/vote.ts'
import { wilsonInterval } from './wilson.ts'

/** A rater's answer about a clip beside its own degraded copy. */
export interface GoldAnswer {
  readonly answer: SideAnswer
  readonly degraded: 'first' | 'second'
}

/** A rater's answers to one pair and to the same pair with its sides exchanged. */
export interface RepeatedAnswer {
  readonly original: SideAnswer
  readonly exchanged: SideAnswer
}

/** Null where nothing was asked. */
export interface CheckedShare {
  readonly passed: number
  readonly asked: number
  readonly share: number
  /** Wilson's. */
  readonly interval: Interval
}

/**
 * Whether a rater looks at what is shown: the share of gold pairs where the better clip was named, and of repeated
 * pairs where the same was said of the same clips. Every answer counts as asked; "can't judge" names no clip. Close
 * pairs are repeated differently by careful raters too, so consistency is read beside others', and gold by itself.
 */
export function raterQuality(
  gold: readonly GoldAnswer[],
  repeats: readonly RepeatedAnswer[],
  level: number,
): { readonly gold: CheckedShare | null; readonly selfConsistency: CheckedShare | null } {
  return {
    gold: checkedShare(
      gold.map(({ answer, degraded }) => answer === otherSide(degraded)),
      level,
    ),
    selfConsistency: checkedShare(
      repeats.map(({ original, exchanged }) => original === otherSide(exchanged)),
      level,
    ),
  }
}

/** What the answer would be called with the sides exchanged. */
const otherSide = (answer: SideAnswer): SideAnswer =>
  answer === 'first' ? 'second' : answer === 'second' ? 'first' : answer

/** Null when nothing was asked. */
export function checkedShare(checks: readonly boolean[], level: number): CheckedShare | null {
  const passed = checks.filter(Boolean).length
  const interval = wilsonInterval(passed, checks.length, level)
  return interval && { passed, asked: checks.length, share: passed / checks.length, interval }
}
