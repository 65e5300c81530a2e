// T frames, N points
import { BenchError } from '../../../bench/errors.ts'
import { framePlanes } from '../../../bench/models/vision/cotracker/frame-planes.ts'
import { gridPoints } from '../../../bench/models/vision/cotracker/grid-points.ts'
import { cotracker2 } from '../../../bench/models/vision/cotracker/spec.ts'
import {
  leastFrames,
  PointTracking,
  type PointTracks,
  trackerIterations,
} from '../../../bench/models/vision/cotracker/tracking.ts'
import { tensor } from '../../../bench/tensor/tensor.ts'
import type { Size } from '../../../bench/video/resize/size.ts'
import type { Backbone } from '../../contract.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'

// vbench2_beta_i2v/camera_motion.py, CameraPredict
const gridSize = 10
// a frame of one row or column has no extent that places could be measured in
const leastSide = 2

/** CoTracker2 on all frames, from a grid of points in the first one. Source: vbench2_beta_i2v/camera_motion.py. */
export const cotracker: Backbone<'camera-tracker'> = {
  id: 'cotracker2',
  roles: ['camera-tracker'],
  title: 'CoTracker2, 10×10 points',
  version: 1,
  frames: { kind: 'all' },
  minFrames: leastFrames(cotracker2.windowLength),
  weights: [networks.cotracker.file],
  options: { gridSize, iterations: trackerIterations },
  async open(context) {
    const { network, run, close } = await openNetwork(networks.cotracker, context, 4)
    const [rows, columns] = network.spec.modelResolution
    return {
      begin({ video: { width, height } }) {
        if (Math.min(width, height) < leastSide) {
          throw new BenchError('CLIP_TOO_SMALL', {
            found: `${width}x${height}`,
            expected: `${leastSide} on each side`,
          })
        }
        const tracking = new PointTracking(network, run, gridPoints(gridSize, rows, columns))
        return {
          push: (frame) =>
            tracking.push(
              framePlanes(tensor('uint8', [frame.height, frame.width, 3], frame.data), rows, columns),
            ),
          async finish() {
            const found = await tracking.finish()
            const [frames, points] = found.tracks.shape as readonly [number, number, number]
            const tracks = atSize(found, { height: rows, width: columns }, { width, height })
            return { 'camera-tracker': { tracks, frames, points } }
          },
        }
      },
      close,
    }
  },
}

/** Places in pixels of a frame of another size, corners on corners; in float32, as upstream scales them. */
function atSize({ tracks: { data } }: PointTracks, from: Size, to: Size): Float32Array {
  const factors = [
    Math.fround((to.width - 1) / (from.width - 1)),
    Math.fround((to.height - 1) / (from.height - 1)),
  ]
  return data.map((place, i) => place * factors[i % 2]!)
}
