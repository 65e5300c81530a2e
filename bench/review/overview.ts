import { goldQuestions } from '../records/gold-questions.ts'
import type { Form, Item } from '../records/vote.ts'
import { krippendorffAlpha } from '../tensor/statistics.ts'
import type { OverviewAnswer, RaterOverview } from './api.ts'
import { answersByQuestion, type Judgement, judgementsOf, modelsOf } from './judgements.ts'
import type { Review } from './review.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

// Votes are answered in between: all of a large study at once would hold them up for a tenth of a second.
const ratersPerTurn = 20

/** How the study stands, without any result. */
export async function overviewOf(
  review: Review,
  { open, prolific }: { readonly open: boolean; readonly prolific: boolean },
): Promise<OverviewAnswer> {
  const { state } = review
  const desks = [...state.desks.values()]
  const answered = new Set<string>()
  const agreement = agreementTally(state)
  const raters: RaterOverview[] = []
  for (const [index, desk] of desks.entries()) {
    if (index % ratersPerTurn === 0) await nextTurn()
    const judgements = judgementsOf(desk)
    raters.push(await raterOverview(review, desk, judgements))
    if (desk.rater.state.kind === 'excluded') continue
    for (const judgement of judgements) {
      if (judgement.item.mark.kind !== 'plain') continue
      answered.add(judgement.item.id)
      agreement.add(judgement)
    }
  }
  await nextTurn()
  const pairs = pairProgress(state, answered)
  return {
    studyId: state.study.id,
    form: state.study.form,
    models: state.study.models,
    places: state.slots.length,
    placesFree: review.freePlaces(),
    revealed: state.revealedAtMilliseconds !== null,
    answered: answered.size,
    planned: pairs.reduce((sum, { planned }) => sum + planned, 0),
    pairs,
    agreement: await agreement.byQuestion(),
    raters,
    missingClips: [...(await review.clips.missing())].map(({ path }) => path),
    troubles: desks.flatMap((desk) =>
      [...desk.setAside].map(([item, trouble]) => ({ rater: desk.rater.label, item, ...trouble })),
    ),
    open,
    prolific,
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Plain items of each pair of models, and how many of them have an answer that counts. */
function pairProgress(state: StudyState, answered: ReadonlySet<string>): OverviewAnswer['pairs'] {
  const pairs = new Map<string, { a: string; b: string; answered: number; planned: number }>()
  for (const item of state.slots.flat()) {
    if (item.mark.kind !== 'plain') continue
    const { a, b, key } = pairOf(state, item)
    let pair = pairs.get(key)
    if (pair === undefined) {
      pair = { a, b, answered: 0, planned: 0 }
      pairs.set(key, pair)
    }
    pair.planned++
    if (answered.has(item.id)) pair.answered++
  }
  return [...pairs.values()]
}

/** An item's models in the order of the study's list, and whether they were shown in this order. */
function pairOf({ study: { models } }: StudyState, item: Item) {
  const [first, second] = modelsOf(item)
  const inOrder = models.indexOf(first) <= models.indexOf(second)
  const [a, b] = inOrder ? [first, second] : [second, first]
  return { a, b, inOrder, key: `${a}\n${b}` }
}

async function raterOverview(
  review: Review,
  desk: RaterDesk,
  judgements: readonly Judgement[],
): Promise<RaterOverview> {
  const { rater, votes } = desk
  const { progress } = await review.progress(desk)
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
    ...checksOf(review.state.study.form, desk, judgements),
    clockAheadSeconds: desk.clockAheadSeconds,
  }
}

/** Gold pairs (the questions whose answer is known) and repeats, each question by itself. In ratings a degraded copy should get less than its clip. */
function checksOf(
  form: Form,
  desk: RaterDesk,
  judgements: readonly Judgement[],
): Pick<RaterOverview, 'gold' | 'repeats'> {
  const known = goldQuestions(form)
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
      const isKnown = known.includes(question)
      if (mark.kind === 'gold' && isKnown) count(gold, answer === otherSide(mark.degraded))
      if (earlier === undefined) continue
      if (mark.kind === 'repeat') count(repeats, answer === otherSide(earlier))
      // Nothing is less than the lowest rating.
      if (mark.kind === 'degraded' && isKnown && earlier !== 1) count(gold, isLess(answer, earlier))
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
function agreementTally(state: StudyState) {
  const byQuestion = new Map<string, Map<string, number[]>>()
  return {
    add({ item, standing }: Judgement) {
      const { inOrder, key } = pairOf(state, item)
      const unit = `${item.promptId}\n${key}`
      for (const [question, answer] of answersByQuestion(standing)) {
        const value = numberOf(inOrder ? answer : otherSide(answer))
        if (value === null) continue
        let units = byQuestion.get(question)
        if (units === undefined) {
          units = new Map()
          byQuestion.set(question, units)
        }
        const values = units.get(unit)
        if (values === undefined) units.set(unit, [value])
        else values.push(value)
      }
    },
    async byQuestion(): Promise<OverviewAnswer['agreement']> {
      const level = state.study.form.kind === 'rating' ? 'ordinal' : 'nominal'
      const found: OverviewAnswer['agreement'] = []
      for (const [question, units] of byQuestion) {
        await nextTurn()
        const { value, reason } = krippendorffAlpha([...units.values()], level)
        found.push({ question, alpha: value, reason })
      }
      return found
    },
  }
}

const nominal = ['first', 'second', 'tie', 'both-bad']

function numberOf(answer: string | number): number | null {
  if (typeof answer === 'number') return answer
  return answer === 'cant-judge' ? null : nominal.indexOf(answer)
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
