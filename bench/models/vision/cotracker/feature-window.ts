// S frames of a window, C channels, h×w places of a level
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'

/** The features of the frames in a window, which slides by half of itself: no others are held. */
export class FeatureWindow {
  /** By level, [S, C, h, w]. */
  readonly levels: readonly FloatTensor[]
  readonly #length: number
  #start = 0
  #filled = 0

  /** `shapes`: sizes of one frame's features by level. */
  constructor(shapes: readonly (readonly number[])[], length: number) {
    this.levels = shapes.map((shape) => floatTensor([length, ...shape]))
    this.#length = length
  }

  /** The window's first frame in the video. */
  get start(): number {
    return this.#start
  }

  /** How many of its frames are there. */
  get filled(): number {
    return this.#filled
  }

  get isFull(): boolean {
    return this.#filled === this.#length
  }

  /** Takes the next frame's features by level, [1, C, h, w]; the older half of a full window makes way. */
  push(features: readonly FloatTensor[]): void {
    if (this.isFull) this.#slide()
    for (const [i, { data }] of features.entries()) this.levels[i]!.data.set(data, this.#filled * data.length)
    this.#filled++
  }

  /** Repeats the last frame in the places that are left. */
  padWithLast(): void {
    for (const { data } of this.levels) {
      const length = data.length / this.#length
      for (let slot = this.#filled; slot < this.#length; slot++) {
        data.copyWithin(slot * length, (this.#filled - 1) * length, this.#filled * length)
      }
    }
  }

  #slide(): void {
    for (const { data } of this.levels) data.copyWithin(0, data.length / 2)
    this.#filled = this.#length / 2
    this.#start += this.#filled
  }
}
