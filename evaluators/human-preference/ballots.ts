import type { Item, SideAnswer } from '../../bench/records/vote.ts'
import type { PreferenceAnswer } from '../../bench/tensor/statistics.ts'
import type { AnswerVote, VotesInput } from './contract.ts'

/** One rater's answer to one question about one pair. Models, prompts and raters are numbered as in the input's lists. */
export interface PairBallot {
  readonly question: string
  readonly rater: number
  readonly prompt: number
  readonly first: number
  readonly second: number
  readonly answer: SideAnswer
  readonly comment: string | null
}

/** One rater's rating of one clip. */
export interface RatingBallot {
  readonly question: string
  readonly rater: number
  readonly prompt: number
  readonly model: number
  readonly rating: number | 'cant-judge'
}

/** The answers to plain items, which alone count in results. */
export interface Ballots {
  readonly pairs: readonly PairBallot[]
  readonly ratings: readonly RatingBallot[]
}

export function ballotsOf({ study, items, raters, answers }: VotesInput): Ballots {
  const plain = new Map(items.filter(({ mark }) => mark.kind === 'plain').map((item) => [item.id, item]))
  const raterNumbers = new Map(raters.map(({ id }, number) => [id, number]))
  const modelNumbers = new Map(study.models.map((model, number) => [model, number]))
  const promptNumbers = new Map(study.promptIds.map((id, number) => [id, number]))
  const pairs: PairBallot[] = []
  const ratings: RatingBallot[] = []
  for (const vote of answers) {
    const item = plain.get(vote.itemId)
    const rater = raterNumbers.get(vote.raterId)
    if (item === undefined || rater === undefined) continue
    const head = { rater, prompt: promptNumbers.get(item.promptId)! }
    if (item.kind === 'rating') {
      const model = modelNumbers.get(item.clip.model)!
      for (const [question, rating] of ratingsOf(vote)) ratings.push({ ...head, question, model, rating })
      continue
    }
    const sides = { first: modelNumbers.get(item.first.model)!, second: modelNumbers.get(item.second.model)! }
    for (const [question, answer] of sideAnswersOf(vote)) {
      pairs.push({ ...head, ...sides, question, answer, comment: vote.comment ?? null })
    }
  }
  return { pairs, ratings }
}

/** Answers by question, of a vote on a pair; none for a rating. */
export function sideAnswersOf({ answers }: AnswerVote): [question: string, answer: SideAnswer][] {
  if (answers.kind === 'rating') return []
  return Object.entries(answers.kind === 'pairwise' ? answers.byAspect : answers.byDimension)
}

/** Ratings by question; none for a vote on a pair. */
export function ratingsOf({ answers }: AnswerVote): [question: string, rating: number | 'cant-judge'][] {
  return answers.kind === 'rating' ? Object.entries(answers.byAspect) : []
}

/** The two models in the order of the study's list. */
export function orderedPair({ first, second }: { readonly first: number; readonly second: number }) {
  return first < second ? { a: first, b: second } : { a: second, b: first }
}

/** The answer in terms of the ordered pair. */
export function preferenceOf({ first, second, answer }: PairBallot): PreferenceAnswer {
  if (answer === 'first') return first < second ? 'a' : 'b'
  if (answer === 'second') return first < second ? 'b' : 'a'
  return answer
}

/** Pairs of models that items compare, in the order of the study's list. */
export function plannedPairs(models: readonly string[], items: readonly Item[]): { a: number; b: number }[] {
  const keys = new Set<string>()
  for (const item of items) {
    if (item.kind === 'rating' || item.mark.kind !== 'plain') continue
    const [first, second] = [models.indexOf(item.first.model), models.indexOf(item.second.model)]
    keys.add(`${Math.min(first, second)} ${Math.max(first, second)}`)
  }
  return [...keys]
    .map((key) => key.split(' ').map(Number) as [number, number])
    .sort((x, y) => x[0] - y[0] || x[1] - y[1])
    .map(([a, b]) => ({ a, b }))
}
