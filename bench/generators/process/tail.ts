/** Lines and characters of a program's output that an error shows. */
const keptLines = 20
const keptCharacters = 4000

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const escapes = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[@-Z\\-_]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** The end of a program's output: bounded, whatever it writes. */
export class Tail {
  #lines: string[] = []
  #open = ''

  /** Takes text as it comes, in any pieces. */
  push(text: string): void {
    const pieces = (this.#open + text).split('\n')
    this.#open = pieces.pop()!.slice(-keptCharacters)
    this.#lines = [...this.#lines, ...pieces.map((line) => line.slice(-keptCharacters))].slice(-keptLines)
  }

  /** Takes one line of another stream. */
  line(text: string): void {
    this.#lines = [...this.#lines, text.slice(0, keptCharacters)].slice(-keptLines)
  }

  /** The kept lines without terminal codes; of a line that was overwritten (`\r`), what was last seen. */
  text(): string {
    return [...this.#lines, this.#open]
      .map((line) => line.replace(/\r$/, '').replace(/^.*\r/s, '').replace(escapes, '').trimEnd())
      .filter((line) => line !== '')
      .join('\n')
      .slice(-keptCharacters)
  }

  /** The same as a sentence's end: empty, or the lines under a heading. */
  quote(): string {
    const text = this.text()
    return text === '' ? '' : `\nThe end of its output:\n${text}`
  }
}
