import { readCharsMap } from './charsmap.ts'
import type { NormaliserSpec } from './unigram-model.ts'

/** The mark of a space inside pieces, U+2581 (google/sentencepiece, src/normalizer.cc). */
export const spaceMark = '▁'

const space = 0x20
const markBytes = Buffer.from(spaceMark)
const spaceBytes = Buffer.from(' ')

/**
 * Normalises text as SentencePiece does: characters by the map, runs of spaces to one, a mark for each space and before
 * the first word. User-defined pieces stay as they are.
 *
 * Source: google/sentencepiece, src/normalizer.cc, Normalizer::Normalize.
 */
export function unigramNormaliser(
  spec: NormaliserSpec,
  userDefined: readonly string[],
): (text: string) => string {
  const charsMap = readCharsMap(spec.charsmap)
  const fixed = userDefined.map((piece) => Buffer.from(piece)).sort((a, b) => b.length - a.length)
  const mark = spec.escapeWhitespaces ? markBytes : spaceBytes

  /** What stands at `start`, normalised, and how many bytes it covers. */
  const prefix = (text: Buffer, start: number): { length: number; normal: Uint8Array } => {
    const kept = fixed.find((piece) => text.subarray(start, start + piece.length).equals(piece))
    if (kept) return { length: kept.length, normal: kept }
    const match = charsMap(text, start)
    if (match) return { length: match.length, normal: match.replacement }
    const length = characterLength(text[start]!)
    return { length, normal: text.subarray(start, start + length) }
  }

  return (input) => {
    const text = Buffer.from(input)
    const out: number[] = []
    let at = 0
    if (spec.removeExtraWhitespaces) at = afterSpaces(text, prefix)
    if (at >= text.length) return ''
    if (spec.addDummyPrefix) out.push(...mark)
    let afterSpace = spec.removeExtraWhitespaces
    while (at < text.length) {
      const { length, normal } = prefix(text, at)
      at += length
      const kept = afterSpace ? withoutLeadingSpaces(normal) : normal
      if (kept.length === 0) continue
      for (const byte of kept) {
        if (byte === space) out.push(...mark)
        else out.push(byte)
      }
      afterSpace = spec.removeExtraWhitespaces && kept.at(-1) === space
    }
    const normal = Buffer.from(out).toString()
    return spec.removeExtraWhitespaces ? withoutTrailing(normal, mark.toString()) : normal
  }
}

type Prefix = (text: Buffer, start: number) => { readonly length: number; readonly normal: Uint8Array }

/** Where the first character stands that does not become a space. */
function afterSpaces(text: Buffer, prefix: Prefix): number {
  let at = 0
  while (at < text.length) {
    const { length, normal } = prefix(text, at)
    if (normal.length !== 1 || normal[0] !== space) return at
    at += length
  }
  return at
}

function withoutLeadingSpaces(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (bytes[start] === space) start += 1
  return bytes.subarray(start)
}

function withoutTrailing(text: string, mark: string): string {
  let end = text.length
  while (text.endsWith(mark, end)) end -= mark.length
  return text.slice(0, end)
}

/** Bytes of a UTF-8 character by its first byte; the text is well formed, since it came from a string. */
const characterLength = (first: number): number =>
  first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
