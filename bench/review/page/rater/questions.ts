import type { Answers, SideAnswer } from '../../../records/vote.ts'
import type { ItemView } from '../../api.ts'
import type { TextKey } from '../texts/texts.ts'

/** One thing that is asked of an item. */
export interface Question {
  /** Aspect or dimension. */
  readonly id: string
  readonly title: TextKey
  readonly text: TextKey
  readonly hint: TextKey
  readonly choices: readonly Choice[]
}

export type ChoiceValue = SideAnswer | 1 | 2 | 3 | 4 | 5

export interface Choice {
  readonly value: ChoiceValue
  /** The digit that chooses it. */
  readonly digit: number
  /** On the button; null: the digit itself. */
  readonly label: TextKey | null
  /** What an end of a scale stands for. */
  readonly end?: TextKey
  /** For those who hear the page. */
  readonly spoken: TextKey
}

const sides: readonly Choice[] = (['first', 'second', 'tie', 'both-bad', 'cant-judge'] as const).map(
  (value, index) => ({ value, digit: index + 1, label: `form.${value}`, spoken: `form.${value}Long` }),
)

const ratings: readonly Choice[] = [
  ...([1, 2, 3, 4, 5] as const).map(
    (value): Choice => ({
      value,
      digit: value,
      label: null,
      ...(value === 1 ? { end: 'form.low' } : value === 5 ? { end: 'form.high' } : {}),
      spoken: `form.rating${value}`,
    }),
  ),
  { value: 'cant-judge', digit: 0, label: 'form.cant-judge', spoken: 'form.cant-judgeLong' },
]

/** What is asked of an item, in the order of its form. */
export function questionsOf(item: ItemView): Question[] {
  if (item.kind === 'dimensions') {
    return item.dimensions.map((id) => ({
      id,
      title: `dimension.${id}.title`,
      text: `dimension.${id}.question`,
      hint: `dimension.${id}.definition`,
      choices: sides,
    }))
  }
  return item.aspects.map((id) => ({
    id,
    title: `aspect.${id}.title`,
    text: item.kind === 'rating' ? `aspect.${id}.rating` : `aspect.${id}.pair`,
    hint: `aspect.${id}.hint`,
    choices: item.kind === 'rating' ? ratings : sides,
  }))
}

/** The choices made so far, by question. */
export type Choices = Readonly<Record<string, ChoiceValue>>

export function choicesOf(answers: Answers | undefined): Choices {
  if (answers === undefined) return {}
  // The schema says number where the records take 1 to 5.
  return (answers.kind === 'dimensions' ? answers.byDimension : answers.byAspect) as Choices
}

/** Answers as they are sent. Every question must have a choice; its values come from `questionsOf` of the same item. */
export function answersOf(item: ItemView, choices: Choices): Answers {
  const chosen = Object.fromEntries(questionsOf(item).map(({ id }) => [id, choices[id]]))
  return (
    item.kind === 'dimensions'
      ? { kind: 'dimensions', byDimension: chosen }
      : { kind: item.kind, byAspect: chosen }
  ) as Answers
}

/** The question to go to after one was answered: the next open one, from there on around; itself when none is open. */
export function nextQuestion(questions: readonly Question[], choices: Choices, from: number): number {
  for (let step = 1; step <= questions.length; step++) {
    const place = (from + step) % questions.length
    if (choices[questions[place]!.id] === undefined) return place
  }
  return from
}
