import { BenchError } from '../../../bench/errors.ts'
import type { Raft } from '../../../bench/models/vision/flow/raft.ts'
import type { FloatTensor, Tensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { meanOfLargest } from '../largest-magnitudes.ts'
import { frameBytes } from './frame-bytes.ts'
import type { OpenNetwork } from './network.ts'

// vbench/dynamic_degree.py and static_filter.py, infer
export const raftIterations = 20
// princeton-vl/RAFT: frames are padded to multiples of it
export const raftStride = 8

/** A frame with RAFT's features of it, which serve every pair that it is in. */
export interface EncodedFrame {
  readonly frame: Tensor<'uint8'>
  readonly features: FloatTensor
}

export async function encodeFrame(
  { network, run }: OpenNetwork<Raft>,
  frame: RgbFrame,
): Promise<EncodedFrame> {
  const bytes = frameBytes(frame)
  return { frame: bytes, features: await network.features(run, bytes) }
}

/** Mean of the largest `share` of the flow's lengths between two frames, pixels; the padding counts, as upstream has it. */
export async function pairMagnitude(
  { network, run }: OpenNetwork<Raft>,
  from: EncodedFrame,
  to: EncodedFrame,
  share: number,
): Promise<number> {
  const { full } = await network.flow(run, from.frame, [from.features, to.features], raftIterations)
  const magnitude = meanOfLargest(interleaved(full.data), share)
  if (magnitude !== null) return magnitude
  const [, , height, width] = full.shape
  throw new BenchError('CLIP_TOO_SMALL', {
    found: `${width}x${height}`,
    expected: `${1 / share} pixels in all`,
  })
}

/** x and y of a place side by side. */
function interleaved(planes: Float32Array): Float32Array {
  const half = planes.length / 2
  const vectors = new Float32Array(planes.length)
  for (let i = 0; i < half; i++) {
    vectors[2 * i] = planes[i] as number
    vectors[2 * i + 1] = planes[half + i] as number
  }
  return vectors
}
