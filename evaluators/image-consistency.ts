import type { Score } from '../bench/records/score.ts'
import { cosine } from './consistency.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/** Source: vbench2_beta_i2v/i2v_subject.py and i2v_background.py, max_weight, mean_weight and min_weight. */
const weights = { toImage: 0.4, meanStep: 0.3, leastStep: 0.3 } as const

/**
 * How true a clip stays to the picture that it was made from: the largest cosine of a frame with the picture, and mean and
 * least of the cosines of successive frames; cosines below zero count as zero. Clips weigh the same whatever their length.
 *
 * One frame like the picture is enough for the first term: a clip that begins with it and drifts away slowly loses little.
 *
 * Source: the two files above, function of the same name.
 *
 * @param embeddings T rows of D, not normalised
 * @param image D values, of the same network
 */
export function imageConsistency(embeddings: readonly Float32Array[], image: Float32Array): Score {
  if (embeddings.length < 2) return tooFewFrames(embeddings.length, 2)
  const positive = (a: Float32Array, b: Float32Array) => Math.max(0, cosine(a, b))
  const toImage = embeddings.map((embedding) => positive(image, embedding))
  const steps = embeddings.slice(1).map((current, i) => positive(embeddings[i] as Float32Array, current))
  const value =
    weights.toImage * greatest(toImage) + weights.meanStep * mean(steps) + weights.leastStep * least(steps)
  return scored(value, 1, { toImage, steps })
}

const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
