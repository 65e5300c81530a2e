import { ballotsOf } from './human-preference/ballots.ts'
import type { VotesEvaluator, VotesInput } from './human-preference/contract.ts'
import { questionResult } from './human-preference/question-result.ts'
import { raterResults } from './human-preference/rater-results.ts'

/**
 * Human preference: what people said of clips that they compared, answered questions about, or rated. Per question: win,
 * tie and loss of every pair, Davidson's model over all of them, agreement, and how machines' scores follow; and how far
 * each rater can be relied on. docs/preference.md names the source of every method.
 */
export const humanPreference: VotesEvaluator = {
  meta: {
    id: 'human-preference',
    title: 'Human preference',
    unit: 'share of votes',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    needs: ['votes'],
    citation:
      'Davidson, "On extending the Bradley-Terry model to accommodate ties in paired comparison experiments", JASA 65(329), 1970',
  },
  score(input) {
    const raters = raterResults(input)
    const ballots = ballotsOf(input)
    const excluded = new Set(raters.flatMap(({ excluded: out }, rater) => (out ? [rater] : [])))
    return {
      progress: progressOf(input, excluded),
      raters,
      questions: questionsOf(input).map((id) => questionResult(input, ballots, id, excluded)),
    }
  },
  quality(input) {
    const raters = raterResults(input)
    const excluded = new Set(raters.flatMap(({ excluded: out }, rater) => (out ? [rater] : [])))
    return { progress: progressOf(input, excluded), raters }
  },
}

const questionsOf = ({ study: { form } }: VotesInput): readonly string[] =>
  form.kind === 'dimensions' ? form.dimensions : form.aspects

/** Plain items with an answer of a rater who counts. */
function progressOf({ items, raters, answers }: VotesInput, excluded: ReadonlySet<number>) {
  const plain = new Set(items.filter(({ mark }) => mark.kind === 'plain').map(({ id }) => id))
  const counted = new Set(raters.filter((_, rater) => !excluded.has(rater)).map(({ id }) => id))
  const answered = new Set(
    answers
      .filter(({ raterId, itemId }) => counted.has(raterId) && plain.has(itemId))
      .map(({ itemId }) => itemId),
  )
  return { answered: answered.size, planned: plain.size }
}
