// T frames of a video, S of a window, N tracks
import { BenchError } from '../../../errors.ts'
import type { Run } from '../../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import type { Cotracker, WindowState } from './cotracker.ts'
import { featureStride } from './encoder.ts'
import { FeatureWindow } from './feature-window.ts'

/** Tracks of points through a video. */
export interface PointTracks {
  /** Places in pixels of the resized frame, [T, N, 2]: column, row. In the first frame the points themselves. */
  readonly tracks: FloatTensor
  /** Logits of being visible, [T, N]. */
  readonly visibility: FloatTensor
}

// facebookresearch/co-tracker, predictor.py, _compute_sparse_tracks
export const trackerIterations = 6
// cotracker.py, forward: the logit of a point that is queried
const surelyVisible = 10

/**
 * The fewest frames of a window. Upstream leaves zeros behind the first frame of a shorter video; the last window of a
 * longer one is padded when it has so many, and not run otherwise.
 */
export const leastFrames = (windowLength: number): number => windowLength / 2 + 1

/**
 * Tracks points of a video's first frame through all frames. Windows overlap by half: what one says about the shared
 * frames is where the next one starts from, and is replaced by what that one says.
 *
 * Source: facebookresearch/co-tracker, cotracker.py, CoTracker2.forward.
 */
export class PointTracking {
  readonly #network: Cotracker
  readonly #run: Run
  readonly #points: FloatTensor
  /** The points in pixels of the features' first level, [N, 2]. */
  readonly #queried: FloatTensor
  readonly #window: FeatureWindow
  /** Of the first frame at the points, [N, C]: every window starts from them. */
  #looks: FloatTensor | null = null
  /** By frame, as far as windows have come: places in pixels of the first level [N, 2], logits [N]. */
  readonly #places: Float32Array[] = []
  readonly #visibility: Float32Array[] = []

  /** `points` in pixels of the resized frame, [N, 2]: column, row. */
  constructor(network: Cotracker, run: Run, points: FloatTensor) {
    const { shape, data } = points
    this.#network = network
    this.#run = run
    this.#points = points
    this.#queried = floatTensor(
      shape,
      data.map((place) => place / featureStride),
    )
    this.#window = new FeatureWindow(network.levelShapes, network.spec.windowLength)
  }

  /** The next frame: colours from 0 to 255, [1, 3, rows, columns]. */
  async push(frame: FloatTensor): Promise<void> {
    const features = await this.#network.encode(this.#run, frame)
    this.#looks ??= await this.#network.featuresAt(this.#run, features[0]!, this.#queried)
    this.#window.push(features)
    if (this.#window.isFull) await this.#track(this.#looks)
  }

  /** Throws CLIP_TOO_SHORT when the frames do not make a window. */
  async finish(): Promise<PointTracks> {
    const { start, filled, isFull } = this.#window
    const frames = start + filled
    const expected = leastFrames(this.#network.spec.windowLength)
    if (this.#looks === null || frames < expected) {
      throw new BenchError('CLIP_TOO_SHORT', { found: frames, expected })
    }
    if (!isFull && filled >= expected) {
      this.#window.padWithLast()
      await this.#track(this.#looks)
    }
    const [count] = this.#points.shape as readonly [number]
    const tracks = joined([frames, count, 2], this.#places)
    for (let i = 0; i < tracks.data.length; i++) tracks.data[i]! *= featureStride
    tracks.data.set(this.#points.data)
    return { tracks, visibility: joined([frames, count], this.#visibility) }
  }

  /** Moves the tracks of the window, and keeps what becomes of those frames that are there. */
  async #track(looks: FloatTensor): Promise<void> {
    const { levels, start, filled } = this.#window
    const { windowLength } = this.#network.spec
    const places = this.#firstPlaces()
    const positions = await this.#network.positionsAt(this.#run, firstRow(places))
    const context = { levels, positions, marks: this.#marks() }
    let state: WindowState = { places, features: repeated(looks, windowLength) }
    let visibility = floatTensor(places.shape.slice(0, 2))
    for (let i = 0; i < trackerIterations; i++) {
      const next = await this.#network.update(this.#run, context, state)
      state = next
      visibility = next.visibility
    }
    for (let slot = 0; slot < filled; slot++) {
      this.#places[start + slot] = rowOf(state.places, slot)
      this.#visibility[start + slot] = rowOf(visibility, slot)
    }
  }

  /** Where a window starts from, [S, N, 2]: the window before, its last frame repeated, or the points. */
  #firstPlaces(): FloatTensor {
    const { windowLength } = this.#network.spec
    const places = floatTensor([windowLength, ...this.#queried.shape])
    const { data } = this.#queried
    for (let slot = 0; slot < windowLength; slot++) {
      places.data.set(this.#before(this.#places, slot) ?? data, slot * data.length)
    }
    return places
  }

  /** Whether a frame is new to the network (1) or was in the window before (0), and logits: [S, N, 2]. */
  #marks(): FloatTensor {
    const { windowLength } = this.#network.spec
    const [count] = this.#points.shape as readonly [number]
    const marks = floatTensor([windowLength, count, 2])
    for (let slot = 0; slot < windowLength; slot++) {
      const known = this.#before(this.#visibility, slot)
      const isNew = known === null || slot >= windowLength / 2
      for (let track = 0; track < count; track++) {
        marks.data.set([isNew ? 1 : 0, known?.[track] ?? surelyVisible], (slot * count + track) * 2)
      }
    }
    return marks
  }

  /** What the window before says of a frame, of its last one where it does not reach; null in the first window. */
  #before(frames: readonly Float32Array[], slot: number): Float32Array | null {
    return frames[Math.min(this.#window.start + slot, frames.length - 1)] ?? null
  }
}

/** One row of a tensor's first axis. */
function rowOf({ shape, data }: FloatTensor, row: number): Float32Array {
  const length = data.length / shape[0]!
  return data.slice(row * length, (row + 1) * length)
}

const firstRow = (x: FloatTensor): FloatTensor => floatTensor(x.shape.slice(1), rowOf(x, 0))

/** [N, C] → [times, N, C]. */
function repeated({ shape, data }: FloatTensor, times: number): FloatTensor {
  const out = floatTensor([times, ...shape])
  for (let i = 0; i < times; i++) out.data.set(data, i * data.length)
  return out
}

function joined(shape: readonly number[], rows: readonly Float32Array[]): FloatTensor {
  const out = floatTensor(shape)
  for (const [i, row] of rows.entries()) out.data.set(row, i * row.length)
  return out
}
