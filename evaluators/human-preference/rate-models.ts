import type { RatingAnalysis } from '../../bench/records/preference-result.ts'
import { type BootstrapOptions, type RatingVote, ratingMeans } from '../../bench/tensor/statistics.ts'
import { agreementOf } from './agreement.ts'
import type { RatingBallot } from './ballots.ts'
import { estimateOf, noEstimate } from './estimate.ts'
import { groupBy } from './group-by.ts'

/** Ratings go from 1 (bad) to this (excellent). */
export const scale = 5

/** What the ratings on one question say of every model. */
export function rateModels(
  ballots: readonly RatingBallot[],
  models: readonly string[],
  options: BootstrapOptions,
): RatingAnalysis {
  const votes = ballots.filter(
    (ballot): ballot is RatingBallot & RatingVote => ballot.rating !== 'cant-judge',
  )
  const found = ratingMeans(votes, models.length, scale, options)
  const units = groupBy(votes, ({ prompt, model }) => `${prompt} ${model}`)
  return {
    kind: 'rating',
    raters: new Set(ballots.map(({ rater }) => rater)).size,
    votes: ballots.length,
    models: models.map((model, number) => {
      const own = ballots.filter((ballot) => ballot.model === number)
      const mean = found.means[number] ?? null
      return {
        model,
        counts: Array.from(
          { length: scale },
          (_, index) => own.filter(({ rating }) => rating === index + 1).length,
        ),
        cantJudge: own.filter(({ rating }) => rating === 'cant-judge').length,
        mean: mean === null ? noEstimate('no rating of this model yet') : estimateOf(mean),
        rank: found.ranks[number] ?? null,
        rankRange: mean === null ? null : found.rankRanges[number]!,
      }
    }),
    differences: found.differences.map(({ a, b, difference, votes: count, needed }) => ({
      a: models[a]!,
      b: models[b]!,
      difference: estimateOf(difference),
      votes: count,
      needed: { more: needed.more, reason: needed.reason },
    })),
    agreement: agreementOf(
      [...units.values()].map((own) => ({
        prompt: own[0]!.prompt,
        judgements: own.map(({ rating }) => rating),
      })),
      'ordinal',
      { ...options, seed: [...options.seed, 'agreement'] },
    ),
  }
}
