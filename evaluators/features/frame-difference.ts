import type { RgbFrame } from '../../bench/video/contract.ts'
import { meanAbsoluteDifference } from '../../bench/video/difference.ts'
import type { Backbone, FeatureStream } from '../contract.ts'

/** No network: pixel differences of successive frames at native size. */
export const frameDifference: Backbone<'frame-difference'> = {
  id: 'frame-difference',
  roles: ['frame-difference'],
  title: 'pixel difference',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [],
  open: async () => ({ begin: stream, close: () => undefined }),
}

function stream(): FeatureStream<'frame-difference'> {
  const meanAbsoluteDifferences: number[] = []
  let previous: Uint8Array | undefined
  return {
    push(frame: RgbFrame) {
      if (previous) meanAbsoluteDifferences.push(meanAbsoluteDifference(previous, frame.data))
      // the frame's bytes belong to the decoder, which may write the next one over them
      previous ??= new Uint8Array(frame.data.length)
      previous.set(frame.data)
    },
    finish: () => ({ 'frame-difference': { meanAbsoluteDifferences } }),
  }
}
