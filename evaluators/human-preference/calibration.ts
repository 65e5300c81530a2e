import { type DimensionId, dimensionIds } from '../../bench/records/dimension.ts'
import type { Calibration } from '../../bench/records/preference-result.ts'
import {
  type BootstrapOptions,
  type CalibrationPoint,
  calibrate,
  mean,
} from '../../bench/tensor/statistics.ts'
import { orderedPair, type PairBallot, preferenceOf, type RatingBallot } from './ballots.ts'
import type { VotesInput } from './contract.ts'
import { coefficientOf } from './estimate.ts'
import { groupBy } from './group-by.ts'

/** How much people prefer one clip of a prompt to another: −1 … 1, or a difference of mean ratings. */
interface Preferred {
  readonly prompt: number
  readonly a: number
  readonly b: number
  readonly preference: number
}

/** Coefficients take a sort each, for every dimension and question; the bounds move little beyond. */
const mostResamples = 500
/** As for verdicts of comparisons: resampling fewer hides the spread between prompts. */
const fewestPrompts = 5
const noInterval = { interval: null, reason: `fewer than ${fewestPrompts} prompts` } as const

/** For every dimension that was scored: how its differences follow the answers to a question. */
export function calibrationOf(
  { study, clips }: VotesInput,
  preferences: readonly Preferred[],
  options: BootstrapOptions,
): Calibration[] {
  const scores = new Map(
    clips
      .filter(({ degraded }) => !degraded)
      .map((clip) => [
        `${study.promptIds.indexOf(clip.promptId)} ${study.models.indexOf(clip.model)}`,
        clip.scores,
      ]),
  )
  const scoreOf = (dimension: DimensionId, prompt: number, model: number) =>
    scores.get(`${prompt} ${model}`)?.[dimension]
  return dimensionIds.flatMap((dimension) => {
    const points = preferences.flatMap(({ prompt, a, b, preference }): CalibrationPoint[] => {
      const [scoreA, scoreB] = [scoreOf(dimension, prompt, a), scoreOf(dimension, prompt, b)]
      if (scoreA === undefined || scoreB === undefined) return []
      return [{ prompt, scoreDifference: scoreA - scoreB, preference }]
    })
    if (points.length === 0) return []
    const { spearman, kendall, signAccuracy } = calibrate(points, {
      ...options,
      resamples: Math.min(options.resamples, mostResamples),
      seed: [...options.seed, 'calibration', dimension],
    })
    const few = new Set(points.map(({ prompt }) => prompt)).size < fewestPrompts
    const estimate = (found: Parameters<typeof coefficientOf>[0]) =>
      few && found.value !== null ? { ...noInterval, value: found.value } : coefficientOf(found)
    return [
      {
        dimension,
        pairs: points.length,
        spearman: estimate(spearman),
        kendall: estimate(kendall),
        signAccuracy: estimate(signAccuracy),
      },
    ]
  })
}

/** (votes for a − votes for b) / judged votes, of every pair on every prompt that was judged. */
export function pairPreferences(ballots: readonly PairBallot[]): Preferred[] {
  const pairs = groupBy(ballots, (ballot) => {
    const { a, b } = orderedPair(ballot)
    return `${ballot.prompt} ${a} ${b}`
  })
  return [...pairs.values()].flatMap((own) => {
    const judged = own.map(preferenceOf).filter((answer) => answer !== 'cant-judge')
    if (judged.length === 0) return []
    const lead = judged.reduce((sum, answer) => sum + (answer === 'a' ? 1 : answer === 'b' ? -1 : 0), 0)
    return [{ prompt: own[0]!.prompt, ...orderedPair(own[0]!), preference: lead / judged.length }]
  })
}

/** Differences of mean ratings of all pairs of clips of one prompt. */
export function ratingPreferences(ballots: readonly RatingBallot[]): Preferred[] {
  return [...groupBy(ballots, ({ prompt }) => prompt)].flatMap(([prompt, own]) => {
    const means = [...groupBy(own, ({ model }) => model)]
      .flatMap(([model, ratings]) => {
        const value = mean(ratings.flatMap(({ rating }) => (rating === 'cant-judge' ? [] : [rating])))
        return value === null ? [] : [{ model, value }]
      })
      .sort((x, y) => x.model - y.model)
    return means.flatMap((a, index) =>
      means.slice(index + 1).map((b) => ({ prompt, a: a.model, b: b.model, preference: a.value - b.value })),
    )
  })
}
