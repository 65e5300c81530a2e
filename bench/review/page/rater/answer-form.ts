import type { ItemView } from '../../api.ts'
import { Store } from '../store.ts'
import type { AnsweredItem } from './outbox-store.ts'
import {
  answersOf,
  type Choice,
  type Choices,
  type ChoiceValue,
  choicesOf,
  nextQuestion,
  type Question,
  questionsOf,
} from './questions.ts'

export interface FormState {
  readonly choices: Choices
  readonly comment: string
  /** Place of the question that digits answer. */
  readonly marked: number
}

/** What a rater has filled in for one item. It changes at once, so that fast fingers never answer the wrong question. */
export class AnswerForm {
  readonly item: ItemView
  readonly questions: readonly Question[]
  readonly state: Store<FormState>

  /** @param former what was answered before it was taken back */
  constructor(item: ItemView, former?: AnsweredItem) {
    this.item = item
    this.questions = questionsOf(item)
    this.state = new Store<FormState>({
      choices: choicesOf(former?.answers),
      comment: former?.comment ?? '',
      marked: 0,
    })
  }

  get answers() {
    return answersOf(this.item, this.state.value.choices)
  }

  /** Place of the first question without an answer, −1 when there is none. */
  get firstOpen(): number {
    return this.questions.findIndex(({ id }) => this.state.value.choices[id] === undefined)
  }

  /** Answers a question and stays at it. */
  choose(place: number, value: ChoiceValue): void {
    const choices = { ...this.state.value.choices, [this.questions[place]!.id]: value }
    this.state.update({ choices, marked: place })
  }

  /** Answers the marked question by its digit and goes on to the next open one; null when it has no such answer. */
  chooseByDigit(digit: number): { readonly question: Question; readonly choice: Choice } | null {
    const { marked } = this.state.value
    const question = this.questions[marked]!
    const choice = question.choices.find((each) => each.digit === digit)
    if (choice === undefined) return null
    this.choose(marked, choice.value)
    this.mark(nextQuestion(this.questions, this.state.value.choices, marked))
    return { question, choice }
  }

  mark(place: number): void {
    if (place !== this.state.value.marked) this.state.update({ marked: place })
  }

  moveMark(by: number): void {
    const { length } = this.questions
    this.mark((this.state.value.marked + by + length) % length)
  }

  setComment(comment: string): void {
    this.state.update({ comment })
  }
}
