import { BenchError } from '../errors.ts'

/** What went wrong while a video was decoded, gathered so that it can be said once at the end. */
export class Damage {
  readonly #path: string
  readonly #missing: string | null
  #faults = 0
  #first: string | undefined

  /** @param missing what the container's own sizes say is missing at the end of the file */
  constructor(path: string, missing: string | null) {
    this.#path = path
    this.#missing = missing
  }

  /** Notes one fault; `what` is a clause such as "frame 3 is damaged". */
  note(what: string): void {
    this.#faults++
    this.#first ??= what
  }

  /**
   * @param frameCount frames that could be decoded
   * @throws BenchError VIDEO_TRUNCATED when the file ends too early, VIDEO_CORRUPT when there was any other fault
   */
  throwIfAny(frameCount: number): void {
    if (this.#missing) {
      const found = `${this.#missing}; ${frameCount} frames could be decoded`
      throw new BenchError('VIDEO_TRUNCATED', { path: this.#path, found })
    }
    if (this.#first === undefined) return
    const more = this.#faults > 1 ? ` and ${this.#faults - 1} more faults` : ''
    throw new BenchError('VIDEO_CORRUPT', { path: this.#path, found: `${this.#first}${more}` })
  }
}
