import { TokenizerFormatError } from './format-error.ts'

/** The longest match of a map at a place in a text: how many bytes it covers and what they become. */
export interface CharsMatch {
  readonly length: number
  readonly replacement: Uint8Array
}

/** Matches at the byte `start` of a text in UTF-8; null where the map says nothing. */
export type CharsMap = (text: Uint8Array, start: number) => CharsMatch | null

/** Most results that SentencePiece asks its trie for (normalizer.h, kMaxTrieResultsSize). */
const maxMatches = 32

/**
 * A precompiled map of character sequences: the size of a double-array trie, its units, then the replacements, each
 * ended by a zero byte. Every step is checked against the arrays.
 *
 * Source: google/sentencepiece, src/normalizer.cc (DecodePrecompiledCharsMap, NormalizePrefix); Yata's darts-clone,
 * darts.h (DoubleArrayUnit, commonPrefixSearch).
 */
export function readCharsMap(blob: Uint8Array): CharsMap {
  if (blob.length === 0) return () => null
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength)
  const trieBytes = blob.length >= 4 ? view.getUint32(0, true) : 0
  if (trieBytes === 0 || trieBytes % 4 !== 0 || 4 + trieBytes > blob.length) {
    throw new TokenizerFormatError('holds a damaged map of characters')
  }
  const unitAt: UnitAt = (at) => {
    if (at >= trieBytes / 4)
      throw new TokenizerFormatError('holds a map of characters that leads outside itself')
    return view.getUint32(4 + 4 * at, true)
  }
  const texts = blob.subarray(4 + trieBytes)
  return (text, start) => {
    const found = longestPrefix(unitAt, text, start)
    return found && { length: found.length, replacement: textAt(texts, found.value) }
  }
}

type UnitAt = (at: number) => number

function longestPrefix(
  unitAt: UnitAt,
  text: Uint8Array,
  start: number,
): { readonly length: number; readonly value: number } | null {
  let found: { length: number; value: number } | null = null
  let matches = 0
  let at = offsetOf(unitAt(0))
  for (let i = start; i < text.length && matches < maxMatches; i++) {
    const byte = text[i]!
    at = (at ^ byte) >>> 0
    const unit = unitAt(at)
    if (labelOf(unit) !== byte) return found
    at = (at ^ offsetOf(unit)) >>> 0
    if (hasLeaf(unit)) {
      found = { length: i + 1 - start, value: unitAt(at) & 0x7fffffff }
      matches += 1
    }
  }
  return found
}

const hasLeaf = (unit: number) => ((unit >>> 8) & 1) === 1
const labelOf = (unit: number) => (unit & 0x800000ff) >>> 0
const offsetOf = (unit: number) => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0

function textAt(texts: Uint8Array, start: number): Uint8Array {
  const end = texts.indexOf(0, start)
  if (start >= texts.length || end < 0) {
    throw new TokenizerFormatError('holds a map of characters without one of its texts')
  }
  return texts.subarray(start, end)
}
