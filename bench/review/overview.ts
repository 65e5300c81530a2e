import { krippendorffAlpha } from '../tensor/statistics.ts'
import type { OverviewAnswer, RaterOverview } from './api.ts'
import { answersByQuestion, type Judgement, judgementsOf, modelsOf } from './judgements.ts'
import type { Review } from './review.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

/** How the study stands, without any result. */
export async function overviewOf(
  review: Review,
  { open, prolific }: { readonly open: boolean; readonly prolific: boolean },
): Promise<OverviewAnswer> {
  const { state } = review
  const desks = [...state.desks.values()]
  const counted = desks.filter(({ rater }) => rater.state.kind !== 'excluded')
  const judgements = counted.flatMap(judgementsOf).filter(({ item }) => item.mark.kind === 'plain')
  const pairs = pairProgress(state, new Set(judgements.map(({ item }) => item.id)))
  return {
    studyId: state.study.id,
    form: state.study.form,
    models: state.study.models,
    places: state.slots.length,
    placesFree: review.freePlaces(),
    revealed: state.revealedAtMilliseconds !== null,
    answered: pairs.reduce((sum, { answered }) => sum + answered, 0),
    planned: pairs.reduce((sum, { planned }) => sum + planned, 0),
    pairs,
    agreement: agreementOf(state, judgements),
    raters: await Promise.all(desks.map((desk) => raterOverview(review, desk))),
    missingClips: [...(await review.clips.missing())].map(({ path }) => path),
    troubles: desks.flatMap((desk) =>
      [...desk.setAside].map(([item, trouble]) => ({ rater: desk.rater.label, item, ...trouble })),
    ),
    open,
    prolific,
  }
}

/** Plain items of each pair of models, and how many of them have an answer that counts. */
function pairProgress(state: StudyState, answered: ReadonlySet<string>): OverviewAnswer['pairs'] {
  const { models } = state.study
  const pairs = new Map<string, { a: string; b: string; answered: number; planned: number }>()
  for (const item of state.slots.flat()) {
    if (item.mark.kind !== 'plain') continue
    const [a, b] = [...modelsOf(item)].sort((x, y) => models.indexOf(x) - models.indexOf(y)) as [
      string,
      string,
    ]
    const key = JSON.stringify([a, b])
    const pair = pairs.get(key) ?? { a, b, answered: 0, planned: 0 }
    pairs.set(key, pair)
    pair.planned++
    if (answered.has(item.id)) pair.answered++
  }
  return [...pairs.values()]
}

async function raterOverview(review: Review, desk: RaterDesk): Promise<RaterOverview> {
  const { rater, votes } = desk
  const { progress } = await review.progress(desk)
  const judgements = judgementsOf(desk)
  return {
    id: rater.id,
    label: rater.label,
    origin: rater.origin,
    slot: rater.slot,
    state: rater.state.kind,
    reason: rater.state.kind === 'active' ? null : rater.state.reason,
    released: rater.releasedAtMilliseconds !== null,
    progress,
    lastVoteAtMilliseconds: votes.lastAtMilliseconds(),
    medianDecisionSeconds: median(judgements.map(({ standing }) => standing.decisionSeconds)),
    ...checksOf(desk, judgements),
    clockAheadSeconds: desk.clockAheadSeconds,
  }
}

/** Gold pairs and repeats, each question by itself. In ratings a degraded copy should get less than its clip. */
function checksOf(
  desk: RaterDesk,
  judgements: readonly Judgement[],
): Pick<RaterOverview, 'gold' | 'repeats'> {
  const gold = { right: 0, asked: 0 }
  const repeats = { right: 0, asked: 0 }
  const count = (share: typeof gold, right: boolean) => {
    share.asked++
    if (right) share.right++
  }
  for (const { item, standing } of judgements) {
    const { mark } = item
    const original = 'of' in mark ? desk.votes.standing(mark.of) : undefined
    const before = new Map(original === undefined ? [] : answersByQuestion(original))
    for (const [question, answer] of answersByQuestion(standing)) {
      const earlier = before.get(question)
      if (mark.kind === 'gold') count(gold, answer === otherSide(mark.degraded))
      else if (earlier === undefined) continue
      else if (mark.kind === 'repeat') count(repeats, answer === otherSide(earlier))
      else if (mark.kind === 'degraded') count(gold, isLess(answer, earlier))
    }
  }
  return { gold, repeats }
}

/** What the answer would be called with the sides exchanged; ratings and the rest stay as they are. */
const otherSide = (answer: string | number) =>
  answer === 'first' ? 'second' : answer === 'second' ? 'first' : answer

const isLess = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' && a < b

/**
 * Krippendorff's alpha by question over plain items: of comparisons nominal (first in the study's list, second, tie, both
 * bad), of ratings ordinal. "Can't judge" counts as not judged.
 */
function agreementOf({ study }: StudyState, judgements: readonly Judgement[]): OverviewAnswer['agreement'] {
  const byQuestion = new Map<string, Map<string, number[]>>()
  for (const { item, standing } of judgements) {
    const models = modelsOf(item)
    const inOrder = study.models.indexOf(models[0]) <= study.models.indexOf(models[1])
    const unit = JSON.stringify([item.promptId, ...[...models].sort()])
    for (const [question, answer] of answersByQuestion(standing)) {
      const units = byQuestion.get(question) ?? new Map<string, number[]>()
      byQuestion.set(question, units)
      const value = valueOf(inOrder ? answer : otherSide(answer))
      if (value !== null) units.set(unit, [...(units.get(unit) ?? []), value])
    }
  }
  const level = study.form.kind === 'rating' ? 'ordinal' : 'nominal'
  return [...byQuestion].map(([question, units]) => {
    const { value, reason } = krippendorffAlpha([...units.values()], level)
    return { question, alpha: value, reason }
  })
}

const nominal = ['first', 'second', 'tie', 'both-bad']

function valueOf(answer: string | number): number | null {
  if (typeof answer === 'number') return answer
  return answer === 'cant-judge' ? null : nominal.indexOf(answer)
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
