import { byteCharacters } from './byte-characters.ts'
import { TokenizerFormatError } from './format-error.ts'

/** A byte-pair vocabulary whose words end with `</w>`. */
export interface BytePairModel {
  readonly ids: ReadonlyMap<string, number>
  /** Pairs in the order in which they join, the two sides with a space between. */
  readonly ranks: ReadonlyMap<string, number>
}

export const wordEnd = '</w>'

/** The model, when every byte and every joined pair has an id, so that any text can be encoded. */
export function checkBytePairs(model: BytePairModel): BytePairModel {
  const symbols = [
    ...byteCharacters,
    ...byteCharacters.map((character) => character + wordEnd),
    ...[...model.ranks.keys()].map((pair) => pair.replace(' ', '')),
  ]
  const absent = symbols.find((symbol) => !model.ids.has(symbol))
  if (absent !== undefined) throw new TokenizerFormatError(`has no entry "${absent}"`)
  return model
}

/** Longest word that is joined, in bytes: the time grows with its square. Longer ones are cut first. */
const maxWordBytes = 2000

/**
 * Cuts one word into the entries of a checked vocabulary by joining the pair of lowest rank until none is left.
 *
 * Source: Sennrich et al. 2016, algorithm 1; openai/CLIP, clip/simple_tokenizer.py.
 */
export function bytePairEncoder({ ids, ranks }: BytePairModel): (word: string) => number[] {
  const cache = new Map<string, number[]>()
  return (word) => {
    const known = cache.get(word)
    if (known) return known
    const found = symbolsOf(word, ranks).map((symbol) => {
      const id = ids.get(symbol)
      if (id === undefined)
        throw new TokenizerFormatError(`joins pairs to "${symbol}", which it does not list`)
      return id
    })
    // prompts repeat words; the bound keeps hostile text from filling the memory
    if (cache.size < 10_000) cache.set(word, found)
    return found
  }
}

function symbolsOf(word: string, ranks: ReadonlyMap<string, number>): string[] {
  const characters = [...Buffer.from(word).subarray(0, maxWordBytes)].map((byte) => byteCharacters[byte]!)
  let symbols = [...characters.slice(0, -1), (characters.at(-1) ?? '') + wordEnd]
  for (;;) {
    const best = lowestPair(symbols, ranks)
    if (best === null) return symbols
    symbols = joinPair(symbols, best)
  }
}

function lowestPair(symbols: readonly string[], ranks: ReadonlyMap<string, number>): number | null {
  let best: number | null = null
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < symbols.length; i++) {
    const rank = ranks.get(`${symbols[i]} ${symbols[i + 1]}`) ?? Number.POSITIVE_INFINITY
    if (rank < lowest) {
      lowest = rank
      best = i
    }
  }
  return best
}

/** Joins every occurrence of the pair that stands at `at`, from the left. */
function joinPair(symbols: readonly string[], at: number): string[] {
  const [first, second] = [symbols[at]!, symbols[at + 1]!]
  const joined: string[] = []
  for (let i = 0; i < symbols.length; i++) {
    const matches = symbols[i] === first && symbols[i + 1] === second
    joined.push(matches ? first + second : symbols[i]!)
    if (matches) i += 1
  }
  return joined
}
