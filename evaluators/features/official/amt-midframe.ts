import type { Tensor } from '../../../bench/tensor/tensor.ts'
import { meanAbsoluteDifference } from '../../../bench/video/difference.ts'
import type { Backbone } from '../../contract.ts'
import { innerFrames } from '../inner-frames.ts'
import { frameBytes } from './frame-bytes.ts'
import { expectCorrelates } from './frame-limits.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'

// vbench/motion_smoothness.py: frames are padded to multiples of it
const stride = 16

/** AMT-S predicts each frame between two at even positions. Source: vbench/motion_smoothness.py. */
export const amtMidframe: Backbone<'interpolator'> = {
  id: 'amt-s',
  roles: ['interpolator'],
  title: 'AMT-S',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 3,
  weights: [networks.amt.file],
  async open(context) {
    const { network, run, close } = await openNetwork(networks.amt, context, 1)
    return {
      begin({ video }) {
        expectCorrelates(video, stride, 2)
        let evens: readonly Tensor<'uint8'>[] = []
        let inner: Uint8Array = new Uint8Array()
        return innerFrames({
          takeEven(frame) {
            evens = [...evens.slice(-1), frameBytes(frame)]
          },
          takeOdd(frame) {
            inner = frame.data.slice()
          },
          async error() {
            const [left, right] = evens
            if (!left || !right) throw new Error('An inner frame has two neighbours')
            const { frame } = await network.interpolate(run, left, right)
            return meanAbsoluteDifference(frame.data, inner)
          },
        })
      },
      close,
    }
  },
}
