import type { ResultsAnswer } from './api.ts'
import { ApiError } from './api-error.ts'
import { answersByQuestion, type Judgement, judgementsOf, modelsOf } from './judgements.ts'
import type { StudyState } from './study-state.ts'

type Comparison = {
  -readonly [K in keyof ResultsAnswer['comparisons'][number]]: ResultsAnswer['comparisons'][number][K]
}
type Rating = { -readonly [K in keyof ResultsAnswer['ratings'][number]]: ResultsAnswer['ratings'][number][K] }

/**
 * How often what was said, of plain items, by raters who are not excluded. Throws ApiError `not-revealed` before the
 * owner chose to see it: who sees results while votes come in is tempted to stop when they please.
 */
export function resultsOf(state: StudyState): ResultsAnswer {
  const { revealedAtMilliseconds, desks, study } = state
  if (revealedAtMilliseconds === null) throw new ApiError('not-revealed')
  const comparisons = new Map<string, Comparison>()
  const ratings = new Map<string, Rating>()
  const counted = [...desks.values()].filter(({ rater }) => rater.state.kind !== 'excluded')
  for (const judgement of counted.flatMap(judgementsOf)) {
    if (judgement.item.mark.kind !== 'plain') continue
    for (const [question, answer] of answersByQuestion(judgement.standing)) {
      if (study.form.kind === 'rating') countRating(ratings, judgement, question, answer)
      else countComparison(comparisons, study.models, judgement, question, answer)
    }
  }
  return {
    revealedAtMilliseconds,
    comparisons: [...comparisons.values()],
    ratings: [...ratings.values()],
  }
}

function countComparison(
  found: Map<string, Comparison>,
  models: readonly string[],
  { item }: Judgement,
  question: string,
  answer: string | number,
): void {
  const [first, second] = modelsOf(item)
  const inOrder = models.indexOf(first) < models.indexOf(second)
  const [a, b] = inOrder ? [first, second] : [second, first]
  const key = JSON.stringify([question, a, b])
  const row = found.get(key) ?? { question, a, b, aWins: 0, bWins: 0, ties: 0, bothBad: 0, cantJudge: 0 }
  found.set(key, row)
  if (answer === 'tie') row.ties++
  else if (answer === 'both-bad') row.bothBad++
  else if (answer === 'cant-judge') row.cantJudge++
  else if ((answer === 'first') === inOrder) row.aWins++
  else row.bWins++
}

function countRating(
  found: Map<string, Rating>,
  { item }: Judgement,
  question: string,
  answer: string | number,
): void {
  const [model] = modelsOf(item)
  const key = JSON.stringify([question, model])
  const row = found.get(key) ?? { question, model, counts: [0, 0, 0, 0, 0], cantJudge: 0 }
  found.set(key, row)
  if (typeof answer === 'number') row.counts[answer - 1]!++
  else row.cantJudge++
}
