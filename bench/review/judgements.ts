import type { Item } from '../records/vote.ts'
import type { StandingAnswer } from './rater-votes.ts'
import type { RaterDesk } from './study-state.ts'

/** What one rater said of one item. */
export interface Judgement {
  readonly desk: RaterDesk
  readonly item: Item
  readonly standing: StandingAnswer
}

/** Every standing answer of a rater, with its item. */
export function judgementsOf(desk: RaterDesk): Judgement[] {
  return desk.items.flatMap((item) => {
    const standing = desk.votes.standing(item.id)
    return standing === undefined ? [] : [{ desk, item, standing }]
  })
}

/** Answers by question, whatever the form. */
export function answersByQuestion({
  answers,
}: StandingAnswer): [question: string, answer: string | number][] {
  return Object.entries(answers.kind === 'dimensions' ? answers.byDimension : answers.byAspect)
}

/** The models of an item's two sides; of a rating the one model, twice. */
export const modelsOf = (item: Item): readonly [first: string, second: string] =>
  item.kind === 'rating' ? [item.clip.model, item.clip.model] : [item.first.model, item.second.model]
