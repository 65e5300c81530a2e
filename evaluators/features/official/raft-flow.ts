import type { Backbone } from '../../contract.ts'
import { largestShare } from '../largest-magnitudes.ts'
import { expectCorrelates } from './frame-limits.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { type EncodedFrame, encodeFrame, pairMagnitude, raftIterations, raftStride } from './raft-pairs.ts'

/** RAFT's flow between frames at about 8 a second. Source: vbench/dynamic_degree.py. */
export const raftFlow: Backbone<'flow'> = {
  id: 'raft-things',
  roles: ['flow'],
  title: 'RAFT, 20 iterations',
  version: 1,
  frames: { kind: 'rate', framesPerSecond: 8 },
  minFrames: 1,
  weights: [networks.raft.file],
  options: { iterations: raftIterations },
  async open(context) {
    const raft = await openNetwork(networks.raft, context, 2)
    return {
      begin({ video }) {
        expectCorrelates(video, raftStride)
        const largestMagnitudes: number[] = []
        let sampledFrames = 0
        let previous: EncodedFrame | null = null
        return {
          async push(frame) {
            sampledFrames++
            const current = await encodeFrame(raft, frame)
            if (previous) largestMagnitudes.push(await pairMagnitude(raft, previous, current, largestShare))
            previous = current
          },
          finish: () => ({ flow: { largestMagnitudes, sampledFrames } }),
        }
      },
      close: raft.close,
    }
  },
}
