import { gunzipSync } from 'node:zlib'
import { byteCharacters, byteOrder } from './byte-characters.ts'
import { type BytePairModel, checkBytePairs, wordEnd } from './byte-pairs.ts'
import { maxTokenizerBytes, TokenizerFormatError } from './format-error.ts'

/** Ends of a text in CLIP's vocabulary. */
export const clipSpecial = { start: '<|startoftext|>', end: '<|endoftext|>' } as const

/** Pairs that CLIP keeps (simple_tokenizer.py): with bytes in two forms and two special entries they make 49,408. */
const keptPairs = 49_152 - 256 - 2

/**
 * Reads CLIP's list of byte pairs, `bpe_simple_vocab_16e6.txt`, plain or compressed by gzip. The vocabulary follows
 * from it: bytes, bytes at a word's end, joined pairs, special tokens.
 *
 * Source: openai/CLIP, clip/simple_tokenizer.py.
 */
export function readClipPairs(bytes: Uint8Array): BytePairModel {
  const lines = plainText(bytes)
    .split('\n')
    .slice(1, keptPairs + 1)
  if (lines.length !== keptPairs) {
    throw new TokenizerFormatError(`lists ${lines.length} pairs; expected ${keptPairs}`)
  }
  const single = byteOrder.map((byte) => byteCharacters[byte]!)
  const pairs = lines.map((line, i) => pairOf(line.trimEnd(), i + 2))
  const entries = [
    ...single,
    ...single.map((character) => character + wordEnd),
    ...pairs.map(([a, b]) => a + b),
    ...Object.values(clipSpecial),
  ]
  return checkBytePairs({
    ids: new Map(entries.map((entry, id) => [entry, id])),
    ranks: new Map(pairs.map(([a, b], rank) => [`${a} ${b}`, rank])),
  })
}

function pairOf(line: string, lineNumber: number): readonly [string, string] {
  const sides = line.split(' ')
  if (sides.length !== 2 || sides.includes('')) {
    throw new TokenizerFormatError(`line ${lineNumber} is not a pair`)
  }
  return sides as [string, string]
}

function plainText(bytes: Uint8Array): string {
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b
  try {
    const plain = compressed ? gunzipSync(bytes, { maxOutputLength: maxTokenizerBytes }) : Buffer.from(bytes)
    return plain.toString('utf8')
  } catch {
    throw new TokenizerFormatError('is a damaged gzip file, or too large')
  }
}
