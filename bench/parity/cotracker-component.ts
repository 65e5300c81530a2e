// T frames, H rows, W columns, N tracks
import { z } from 'zod'
import { Cotracker } from '../models/vision/cotracker/cotracker.ts'
import { framePlanes } from '../models/vision/cotracker/frame-planes.ts'
import { gridPoints } from '../models/vision/cotracker/grid-points.ts'
import { cotrackerArchitecture } from '../models/vision/cotracker/spec.ts'
import { PointTracking } from '../models/vision/cotracker/tracking.ts'
import type { Run } from '../onnx/graph/program.ts'
import { type FloatTensor, floatTensor, tensor } from '../tensor/tensor.ts'
import { type CaseInputs, type CaseParams, component, need } from './component.ts'

/** How many of the recorded frames a case takes, all when left out. */
const part = z.object({ frames: z.int().positive().optional() })
const grid = z.object({ grid_size: z.int().min(2).max(100) })

export const cotracker = component(cotrackerArchitecture, (spec) => new Cotracker(spec), {
  /** Features of frames, [T, C, h, w]. */
  encode: async (network, run, inputs, params) => ({
    features: (await levelsOf(network, run, planesOf(network, inputs, params)))[0]!,
  }),
  /** One update of the tracks in a window of frames. */
  update: async (network, run, inputs, params) => {
    const levels = await levelsOf(network, run, planesOf(network, inputs, params))
    const places = need(inputs, 'places', 'float32')
    const [, ...shape] = places.shape
    const first = floatTensor(shape, places.data.slice(0, places.data.length / network.spec.windowLength))
    const positions = await network.positionsAt(run, first)
    const window = { levels, positions, marks: need(inputs, 'marks', 'float32') }
    return {
      ...(await network.update(run, window, { places, features: need(inputs, 'features', 'float32') })),
    }
  },
  /** A grid of points through frames; places in pixels of the resized frame. */
  track: async (network, run, inputs, params) => {
    const [rows, columns] = network.spec.modelResolution
    const points = gridPoints(grid.parse(params).grid_size, rows, columns)
    const tracking = new PointTracking(network, run, points)
    for (const frame of planesOf(network, inputs, params)) await tracking.push(frame)
    return { ...(await tracking.finish()) }
  },
})

/** The first frames of uint8 [T, H, W, 3], each as the network takes it. */
function planesOf({ spec }: Cotracker, inputs: CaseInputs, params: CaseParams): FloatTensor[] {
  const { shape, data } = need(inputs, 'frames', 'uint8')
  const [count, ...size] = shape as readonly [number, ...number[]]
  const [rows, columns] = spec.modelResolution
  const length = data.length / count
  return Array.from({ length: part.parse(params).frames ?? count }, (_, i) =>
    framePlanes(tensor('uint8', size, data.slice(i * length, (i + 1) * length)), rows, columns),
  )
}

/** Features of frames by level, [T, C, h, w]. */
async function levelsOf(
  network: Cotracker,
  run: Run,
  frames: readonly FloatTensor[],
): Promise<FloatTensor[]> {
  const levels = network.levelShapes.map((shape) => floatTensor([frames.length, ...shape]))
  for (const [i, frame] of frames.entries()) {
    const features = await network.encode(run, frame)
    features.forEach(({ data }, level) => {
      levels[level]!.data.set(data, i * data.length)
    })
  }
  return levels
}
