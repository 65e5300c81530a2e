import type { Interval } from '../../records/run-result.ts'
import { wilsonInterval } from './wilson.ts'

/** What a rater said of model a against model b. */
export type PreferenceAnswer = 'a' | 'b' | 'tie' | 'both-bad' | 'cant-judge'

/** Shares with Wilson's intervals, which take the votes as independent; null without judged votes. */
export interface PreferenceShare {
  readonly share: number
  readonly interval: Interval
}

/** Every answer is counted somewhere: judged = wins + losses + ties + bothBad, and all = judged + cantJudge. */
export interface PreferenceTally {
  readonly wins: number
  readonly losses: number
  readonly ties: number
  readonly bothBad: number
  readonly cantJudge: number
  /** Votes that compare the two clips: all but "can't judge". */
  readonly judged: number
  readonly winRate: PreferenceShare | null
  readonly lossRate: PreferenceShare | null
  /** Ties and "both bad": neither clip is better. */
  readonly tieRate: PreferenceShare | null
}

/** Win, tie and loss of model a against model b. */
export function tallyPreferences(answers: readonly PreferenceAnswer[], level: number): PreferenceTally {
  const count = (wanted: PreferenceAnswer) => answers.filter((answer) => answer === wanted).length
  const [wins, losses, ties] = [count('a'), count('b'), count('tie')]
  const [bothBad, cantJudge] = [count('both-bad'), count('cant-judge')]
  const judged = wins + losses + ties + bothBad
  const rate = (part: number): PreferenceShare | null => {
    const interval = wilsonInterval(part, judged, level)
    return interval === null ? null : { share: part / judged, interval }
  }
  return {
    wins,
    losses,
    ties,
    bothBad,
    cantJudge,
    judged,
    winRate: rate(wins),
    lossRate: rate(losses),
    tieRate: rate(ties + bothBad),
  }
}
