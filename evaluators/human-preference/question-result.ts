import type { Analysis, QuestionResult } from '../../bench/records/preference-result.ts'
import type { BootstrapOptions } from '../../bench/tensor/statistics.ts'
import { type Ballots, plannedPairs } from './ballots.ts'
import { calibrationOf, pairPreferences, ratingPreferences } from './calibration.ts'
import { compareModels } from './compare-models.ts'
import type { VotesInput } from './contract.ts'
import { disputedPairs } from './disputed.ts'
import { rateModels } from './rate-models.ts'

/** Everything about one question: without the excluded raters, and with them where there are any. */
export function questionResult(
  input: VotesInput,
  ballots: Ballots,
  question: string,
  excluded: ReadonlySet<number>,
): QuestionResult {
  const asked = {
    pairs: ballots.pairs.filter((ballot) => ballot.question === question),
    ratings: ballots.ratings.filter((ballot) => ballot.question === question),
  }
  const kept = {
    pairs: asked.pairs.filter(({ rater }) => !excluded.has(rater)),
    ratings: asked.ratings.filter(({ rater }) => !excluded.has(rater)),
  }
  const options = (whose: string): BootstrapOptions => ({
    ...input.bootstrap,
    seed: ['human preference', input.study.seed, question, whose],
  })
  const preferences =
    input.study.form.kind === 'rating' ? ratingPreferences(kept.ratings) : pairPreferences(kept.pairs)
  return {
    id: question,
    title: input.titles[question] ?? question,
    kept: analysis(input, kept, options('kept')),
    all: excluded.size === 0 ? null : analysis(input, asked, options('all')),
    calibration: calibrationOf(input, preferences, options('kept')),
    disputed: disputedPairs(input, kept.pairs),
  }
}

function analysis({ study, items }: VotesInput, ballots: Ballots, options: BootstrapOptions): Analysis {
  if (study.form.kind === 'rating') return rateModels(ballots.ratings, study.models, options)
  return compareModels(ballots.pairs, study.models, plannedPairs(study.models, items), options)
}
