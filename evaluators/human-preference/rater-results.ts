import { goldQuestions } from '../../bench/records/gold-questions.ts'
import type { Estimate, RaterResult } from '../../bench/records/preference-result.ts'
import type { Item, Rater } from '../../bench/records/vote.ts'
import {
  type CheckedShare,
  checkedShare,
  type GoldAnswer,
  type RepeatedAnswer,
  raterQuality,
  wilsonInterval,
} from '../../bench/tensor/statistics.ts'
import { ratingsOf, sideAnswersOf } from './ballots.ts'
import type { AnswerVote, VotesInput } from './contract.ts'
import { groupBy } from './group-by.ts'

/**
 * Fewer checks decide nothing about a rater: one who passes each with probability 0.95 fails two of four with
 * probability 1.4 %.
 */
export const fewestGoldChecks = 4

/** How far each rater can be relied on, in the order of the input. */
export function raterResults(input: VotesInput): RaterResult[] {
  const items = new Map(input.items.map((item) => [item.id, item]))
  const byRater = groupBy(input.answers, ({ raterId }) => raterId)
  return input.raters.map((rater) => raterResult(input, items, rater, byRater.get(rater.id) ?? []))
}

function raterResult(
  input: VotesInput,
  items: ReadonlyMap<string, Item>,
  rater: Rater,
  answers: readonly AnswerVote[],
): RaterResult {
  const { study, bootstrap } = input
  const counted = answers.filter(({ itemId }) => isCounted(items.get(itemId)))
  const quality = study.form.kind === 'rating' ? ratingQuality : pairQuality
  const { gold, selfConsistency } = quality(input, items, answers)
  const { excluded, reason } = exclusion(rater, gold, study.excludeBelowGold)
  const assigned = input.assignments.get(rater.id) ?? []
  return {
    label: rater.label,
    origin: rater.origin,
    state: rater.state.kind,
    excluded,
    reason,
    answered: counted.length,
    assigned: assigned.filter((id) => isCounted(items.get(id))).length,
    medianDecisionSeconds: median(counted.map(({ decisionSeconds }) => decisionSeconds)),
    medianWatchedSeconds: median(counted.map(({ watchedSeconds }) => watchedSeconds)),
    gold: checked(gold, 'no gold pair is answered yet'),
    selfConsistency: checked(selfConsistency, 'no repeat is answered yet'),
    firstShare: study.form.kind === 'rating' ? null : firstShare(items, counted, bootstrap.level),
    cantJudge: counted.flatMap(allAnswers).filter((answer) => answer === 'cant-judge').length,
    comments: counted.filter(({ comment }) => comment !== undefined && comment !== '').length,
  }
}

const isCounted = (item: Item | undefined) => item !== undefined && item.mark.kind !== 'practice'

/** The owner's word, or the rule that was fixed before the first vote. */
function exclusion(
  { state }: Rater,
  gold: CheckedShare | null,
  excludeBelowGold: number | undefined,
): Pick<RaterResult, 'excluded' | 'reason'> {
  if (state.kind === 'excluded') return { excluded: true, reason: state.reason }
  if (excludeBelowGold !== undefined && gold !== null && gold.asked >= fewestGoldChecks) {
    if (gold.share < excludeBelowGold) {
      const rule = `${Math.round(excludeBelowGold * 100)} %`
      return {
        excluded: true,
        reason: `passed ${gold.passed} of ${gold.asked} gold checks; the study's rule asks for ${rule}`,
      }
    }
  }
  return { excluded: false, reason: state.kind === 'active' ? null : state.reason }
}

type Quality = ReturnType<typeof raterQuality>

function pairQuality(
  { study, bootstrap }: VotesInput,
  items: ReadonlyMap<string, Item>,
  answers: readonly AnswerVote[],
): Quality {
  const known = goldQuestions(study.form)
  const byItem = new Map(answers.map((vote) => [vote.itemId, new Map(sideAnswersOf(vote))]))
  const gold: GoldAnswer[] = []
  const repeats: RepeatedAnswer[] = []
  for (const [itemId, given] of byItem) {
    const mark = items.get(itemId)?.mark
    for (const [question, answer] of given) {
      if (mark?.kind === 'gold' && known.includes(question)) gold.push({ answer, degraded: mark.degraded })
      if (mark?.kind !== 'repeat') continue
      const original = byItem.get(mark.of)?.get(question)
      if (original !== undefined) repeats.push({ original, exchanged: answer })
    }
  }
  return raterQuality(gold, repeats, bootstrap.level)
}

// What got it can't be rated lower: its copy checks nothing.
const lowestRating = 1

/** A degraded copy must be rated below its original; a repeat as before. */
function ratingQuality(
  { study, bootstrap }: VotesInput,
  items: ReadonlyMap<string, Item>,
  answers: readonly AnswerVote[],
): Quality {
  const known = goldQuestions(study.form)
  const byItem = new Map(answers.map((vote) => [vote.itemId, new Map(ratingsOf(vote))]))
  const gold: boolean[] = []
  const repeats: boolean[] = []
  for (const [itemId, given] of byItem) {
    const mark = items.get(itemId)?.mark
    if (mark?.kind !== 'degraded' && mark?.kind !== 'repeat') continue
    for (const [question, rating] of given) {
      const original = byItem.get(mark.of)?.get(question)
      if (original === undefined) continue
      if (mark.kind === 'repeat') repeats.push(rating === original)
      else if (known.includes(question) && original !== lowestRating) {
        gold.push(typeof rating === 'number' && typeof original === 'number' && rating < original)
      }
    }
  }
  return {
    gold: checkedShare(gold, bootstrap.level),
    selfConsistency: checkedShare(repeats, bootstrap.level),
  }
}

function checked(share: CheckedShare | null, reason: string): RaterResult['gold'] {
  if (share === null) return { passed: 0, asked: 0, share: { value: null, interval: null, reason } }
  const { passed, asked, share: value, interval } = share
  return { passed, asked, share: { value, interval, reason: null } }
}

/** Of the answers that choose a side of a pair of models; gold pairs have a right side and are left out. */
function firstShare(
  items: ReadonlyMap<string, Item>,
  answers: readonly AnswerVote[],
  level: number,
): Estimate {
  const chosen = answers
    .filter(({ itemId }) => items.get(itemId)?.mark.kind !== 'gold')
    .flatMap((vote) => sideAnswersOf(vote).map(([, answer]) => answer))
    .filter((answer) => answer === 'first' || answer === 'second')
  const first = chosen.filter((answer) => answer === 'first').length
  const interval = wilsonInterval(first, chosen.length, level)
  if (interval === null) return { value: null, interval, reason: 'no side was chosen yet' }
  return { value: first / chosen.length, interval, reason: null }
}

const allAnswers = (vote: AnswerVote): readonly (string | number)[] =>
  [...sideAnswersOf(vote), ...ratingsOf(vote)].map(([, answer]) => answer)

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
