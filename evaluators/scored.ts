import { type ErrorCode, problem } from '../bench/errors.ts'
import type { Json } from '../bench/records/identity.ts'
import type { Problem } from '../bench/records/problem.ts'
import type { Score } from '../bench/records/score.ts'

/** A score with its weight in the mean over clips: 1, or the number of frames where VBench averages over frames. */
export function scored(value: number, weight: number, details?: { readonly [key: string]: Json }): Score {
  if (!Number.isFinite(value)) throw new RangeError(`A score can't be ${value}`)
  return { status: 'scored', value, weight, ...(details && { details: { ...details } as Details }) }
}
type Details = NonNullable<Extract<Score, { status: 'scored' }>['details']>

export function unscored(reason: Problem): Score {
  return { status: 'unscored', problem: reason }
}

/** The clip has fewer frames (or frame pairs) than the dimension compares. */
export function tooFewFrames(found: number, expected: number): Score {
  return unscored(problem('CLIP_TOO_SHORT' satisfies ErrorCode, { found, expected }))
}

/** The pipeline hands over the picture wherever `needsImage` is set; without it there is nothing to compare with. */
export function unscoredWithoutImage(): Score {
  return unscored(problem('IMAGES_NOT_GIVEN', {}))
}

/** Arithmetic mean; the caller has made sure that there is a value. */
export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
