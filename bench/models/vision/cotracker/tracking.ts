// T frames of a video, S of a window, N tracks
import { BenchError } from '../../../errors.ts'
import type { Run } from '../../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import type { Cotracker, WindowState } from './cotracker.ts'
import { featureStride } from './encoder.ts'

/** Tracks of points through a video. */
export interface PointTracks {
  /** Places in pixels of the resized frame, [T, N, 2]: column, row. In the first frame the points themselves. */
  readonly tracks: FloatTensor
  /** Logits of being visible, [T, N]. */
  readonly visibility: FloatTensor
}

/** A video on its way through the tracker. */
export interface PointTracking {
  /** The next frame: colours from 0 to 255, [1, 3, rows, columns]. */
  push(frame: FloatTensor): Promise<void>
  /** Throws CLIP_TOO_SHORT when the frames do not make a window. */
  finish(): Promise<PointTracks>
}

// facebookresearch/co-tracker, predictor.py, _compute_sparse_tracks
export const trackerIterations = 6
// cotracker.py, forward: the logit of a point that is queried
const surelyVisible = 10

/**
 * The fewest frames that upstream moves a point in: with fewer it runs no window and leaves zeros behind the first frame.
 * A later window also needs so many frames, or those of the one before it are the last.
 */
export const leastFrames = (windowLength: number): number => windowLength / 2 + 1

/**
 * Tracks points of a video's first frame, [N, 2] in pixels of the resized frame. Windows overlap by half: what one says
 * about the shared frames is where the next one starts from, and is replaced by what that one says. Only the features
 * of one window are held.
 *
 * Source: facebookresearch/co-tracker, cotracker.py, CoTracker2.forward.
 */
export function trackPoints(network: Cotracker, run: Run, points: FloatTensor): PointTracking {
  const { windowLength } = network.spec
  const step = windowLength / 2
  const count = points.shape[0] as number
  const queried = floatTensor(
    points.shape,
    points.data.map((place) => place / featureStride),
  )
  const levels = network.levelShapes.map((shape) => floatTensor([windowLength, ...shape]))
  const places: Float32Array[] = []
  const visibility: Float32Array[] = []
  let looks: FloatTensor | null = null
  /** The window's first frame, and how many of its frames are there. */
  let start = 0
  let filled = 0

  /** A value for each frame of the window: of the window before, its last frame repeated; null before the first. */
  const before = (values: readonly Float32Array[], slot: number) =>
    values[Math.min(start + slot, values.length - 1)] ?? null

  const firstState = (): WindowState => {
    const state = floatTensor([windowLength, count, 2])
    for (let slot = 0; slot < windowLength; slot++)
      state.data.set(before(places, slot) ?? queried.data, slot * count * 2)
    return { places: state, features: repeated(looks!, windowLength) }
  }

  const firstMarks = (): FloatTensor => {
    const marks = floatTensor([windowLength, count, 2])
    for (let slot = 0; slot < windowLength; slot++) {
      const known = before(visibility, slot)
      const isNew = known === null || slot >= step
      for (let track = 0; track < count; track++) {
        marks.data.set([isNew ? 1 : 0, known?.[track] ?? surelyVisible], (slot * count + track) * 2)
      }
    }
    return marks
  }

  const runWindow = async () => {
    const marks = firstMarks()
    let state = firstState()
    const positions = await network.positionsAt(run, firstFrame(state.places))
    let visible = floatTensor([windowLength, count])
    for (let i = 0; i < trackerIterations; i++) {
      const next = await network.update(run, { levels, positions, marks }, state)
      state = next
      visible = next.visibility
    }
    for (let slot = 0; slot < filled; slot++) {
      places[start + slot] = rowOf(state.places, slot)
      visibility[start + slot] = rowOf(visible, slot)
    }
  }

  const keep = (features: readonly FloatTensor[], slot: number) => {
    features.forEach(({ data }, i) => {
      levels[i]!.data.set(data, slot * data.length)
    })
  }

  const makeWay = () => {
    for (const { data } of levels) data.copyWithin(0, data.length / 2)
    start += step
    filled = step
  }

  return {
    async push(frame) {
      if (filled === windowLength) makeWay()
      const features = await network.encode(run, frame)
      looks ??= await network.featuresAt(run, features[0]!, queried)
      keep(features, filled)
      filled++
      if (filled === windowLength) await runWindow()
    },
    async finish() {
      const frames = start + filled
      const expected = leastFrames(windowLength)
      if (frames < expected) throw new BenchError('CLIP_TOO_SHORT', { found: frames, expected })
      if (filled < windowLength && filled >= expected) {
        for (const { data } of levels) repeatLast(data, filled, windowLength)
        await runWindow()
      }
      const tracks = joined([frames, count, 2], places)
      for (let i = 0; i < tracks.data.length; i++) tracks.data[i]! *= featureStride
      tracks.data.set(points.data)
      return { tracks, visibility: joined([frames, count], visibility) }
    },
  }
}

/** Rows of a tensor, one for each of its first axis. */
function rowOf({ shape, data }: FloatTensor, row: number): Float32Array {
  const length = data.length / shape[0]!
  return data.slice(row * length, (row + 1) * length)
}

const firstFrame = (state: FloatTensor): FloatTensor => floatTensor(state.shape.slice(1), rowOf(state, 0))

/** [N, C] → [times, N, C]. */
function repeated({ shape, data }: FloatTensor, times: number): FloatTensor {
  const out = floatTensor([times, ...shape])
  for (let i = 0; i < times; i++) out.data.set(data, i * data.length)
  return out
}

/** Repeats the last of `filled` rows up to `rows`. */
function repeatLast(data: Float32Array, filled: number, rows: number): void {
  const length = data.length / rows
  for (let row = filled; row < rows; row++)
    data.copyWithin(row * length, (filled - 1) * length, filled * length)
}

function joined(shape: readonly number[], rows: readonly Float32Array[]): FloatTensor {
  const out = floatTensor(shape)
  rows.forEach((row, i) => {
    out.data.set(row, i * row.length)
  })
  return out
}
