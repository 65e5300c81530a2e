import type { RgbFrame } from '../../bench/video/contract.ts'
import type { FeatureStream, Features } from '../contract.ts'

/** What an interpolator does: keeps frames, and compares one with its prediction from its two neighbours. */
export interface InnerFramePredictor {
  /** Takes the frame at an even position; the one taken before it becomes the left neighbour. */
  takeEven(frame: RgbFrame): void | Promise<void>
  /** Takes the real frame between. */
  takeOdd(frame: RgbFrame): void | Promise<void>
  /** Mean absolute error 0 … 255 of the inner frame predicted from the two even frames, against the odd one. */
  error(): number | Promise<number>
}

/**
 * Upstream's protocol: frames at even positions are the input, inner frames are predicted, real frames at odd
 * positions are what they should be. The last frame of an even-length clip has no right neighbour and is not compared.
 *
 * Source: vbench/motion_smoothness.py, motion_score and vfi_score.
 */
export function innerFrames(predictor: InnerFramePredictor): FeatureStream<'interpolator'> {
  const meanAbsoluteErrors: number[] = []
  let position = 0
  return {
    async push(frame) {
      const even = position % 2 === 0
      await (even ? predictor.takeEven(frame) : predictor.takeOdd(frame))
      if (even && position > 0) meanAbsoluteErrors.push(await predictor.error())
      position++
    },
    finish: (): Features<'interpolator'> => ({ interpolator: { meanAbsoluteErrors } }),
  }
}
