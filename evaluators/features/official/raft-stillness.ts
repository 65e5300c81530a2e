import type { Backbone } from '../../contract.ts'
import { staticFilterShare } from '../../static-filter.ts'
import { frameDifference } from '../frame-difference.ts'
import { expectCorrelates } from './frame-limits.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { orClose } from './or-close.ts'
import { type EncodedFrame, encodeFrame, pairMagnitude, raftIterations, raftStride } from './raft-pairs.ts'

/**
 * Differences of successive frames, and RAFT's flow by which VBench's static filter decides whether they mean flicker:
 * of each successive pair of all frames, then from the first to the last and back. Source: static_filter.py.
 */
export const raftStillness: Backbone<'still-frame-difference'> = {
  id: 'raft-things-stillness',
  roles: ['still-frame-difference'],
  title: 'frame difference behind the static filter (RAFT)',
  version: 1,
  frames: frameDifference.frames,
  minFrames: frameDifference.minFrames,
  weights: [networks.raft.file],
  options: { iterations: raftIterations },
  async open(context) {
    const raft = await openNetwork(networks.raft, context, 2)
    const difference = await orClose(raft, frameDifference.open(context))
    return {
      begin(clip) {
        expectCorrelates(clip.video, raftStride)
        const differences = difference.begin(clip)
        const magnitude = (from: EncodedFrame, to: EncodedFrame) =>
          pairMagnitude(raft, from, to, staticFilterShare)
        const largestMagnitudes: number[] = []
        let first: EncodedFrame | null = null
        let last: EncodedFrame | null = null
        return {
          async push(frame) {
            await differences.push(frame)
            const current = await encodeFrame(raft, frame)
            if (last) largestMagnitudes.push(await magnitude(last, current))
            first ??= current
            last = current
          },
          async finish() {
            if (first && last)
              largestMagnitudes.push(await magnitude(first, last), await magnitude(last, first))
            const { meanAbsoluteDifferences } = (await differences.finish())['frame-difference']
            return { 'still-frame-difference': { meanAbsoluteDifferences, largestMagnitudes } }
          },
        }
      },
      async close() {
        await raft.close()
        await difference.close()
      },
    }
  },
}
