import type { Score } from '../bench/records/score.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/**
 * How alike the frames of a clip are: every frame from the second on against the one before it and against the
 * first, cosines below zero counted as zero, the two averaged. The weight is the number of frames compared, because
 * VBench's single-process mean runs over frames.
 *
 * Source: VBench section 4.1.1; vbench/subject_consistency.py and vbench/background_consistency.py.
 *
 * @param embeddings T rows of D, not normalised
 */
export function frameConsistency(embeddings: readonly Float32Array[]): Score {
  const first = embeddings[0]
  if (first === undefined || embeddings.length < 2) return tooFewFrames(embeddings.length, 2)
  const similarities = embeddings.slice(1).map((current, i) => {
    const previous = embeddings[i] as Float32Array
    return (Math.max(0, cosine(previous, current)) + Math.max(0, cosine(first, current))) / 2
  })
  return scored(mean(similarities), similarities.length, { frameResults: similarities })
}

/**
 * Cosine of two vectors of one width. A zero vector is at right angles to everything, as in PyTorch, which divides
 * by at least 1e-8.
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Expected ${a.length} values, got ${b.length}`)
  let dot = 0
  let squareA = 0
  let squareB = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number
    const y = b[i] as number
    dot += x * y
    squareA += x * x
    squareB += y * y
  }
  // source: eps of torch.nn.functional.cosine_similarity
  return dot / Math.max(Math.sqrt(squareA) * Math.sqrt(squareB), 1e-8)
}
