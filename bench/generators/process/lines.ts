import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines of UTF-8 text; a line longer than `limit` is reported and not kept. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8')
  readonly #limit: number
  readonly #onLine: (line: string) => void
  readonly #onTooLong: () => void
  #open = ''

  constructor(limit: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#limit = limit
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  push(bytes: Buffer): void {
    const pieces = (this.#open + this.#decoder.write(bytes)).split('\n')
    this.#open = pieces.pop()!
    for (const line of pieces) {
      if (line.length > this.#limit) this.#onTooLong()
      else this.#onLine(line)
    }
    if (this.#open.length > this.#limit) {
      this.#open = ''
      this.#onTooLong()
    }
  }
}
