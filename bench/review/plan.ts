import { type Random, seededRandom } from '../tensor/random.ts'
import { balancedOrientation } from './balanced-orientation.ts'

/** Models and prompts are numbered from 0; `models` ≥ 2, `ratersPerPair` ≤ `raters`. */
export interface StudyDesign {
  readonly models: number
  readonly prompts: number
  readonly raters: number
  readonly ratersPerPair: number
  /** Gold pairs as a share of a rater's plain items, 0 … 1. */
  readonly goldRate: number
  /** Repeated pairs as a share of a rater's plain items, 0 … 1/3. */
  readonly repeatRate: number
  readonly seed: number
  /** Which models are compared, each pair once, the smaller number first; all pairs when left out. */
  readonly pairs?: readonly (readonly [number, number])[]
}

export type PlannedItem =
  | { readonly kind: 'plain'; readonly prompt: number; readonly first: number; readonly second: number }
  /** Model `model`'s clip against its own degraded copy. */
  | {
      readonly kind: 'gold'
      readonly prompt: number
      readonly model: number
      readonly degraded: 'first' | 'second'
    }
  /** The item at `of` in the same list, with its sides exchanged. */
  | {
      readonly kind: 'repeat'
      readonly prompt: number
      readonly first: number
      readonly second: number
      readonly of: number
    }
export type PlainItem = Extract<PlannedItem, { kind: 'plain' }>

/**
 * The items of every rater slot, in the order shown. Equal designs give equal plans. It holds that
 * - every pair of models on every prompt is judged by exactly `ratersPerPair` raters, by each at most once;
 * - the raters' numbers of plain items differ by at most one, and so do their numbers of items of any one pair;
 * - for each rater, each pair is shown in its two orders equally often (±1), and each model is shown first as often as
 *   second (±1);
 * - each rater gets ⌊rate · plain items⌋ gold pairs and repeats; a gold pair's degraded side is balanced (±1); at least
 *   a sixth of the plain items (rounded down) lies between an item and its repeat.
 */
export function planStudy(design: StudyDesign): readonly (readonly PlannedItem[])[] {
  checkDesign(design)
  const random = seededRandom('study', design.seed)
  return shareOut(design, random).map((comparisons) => {
    const plain = random.shuffle(withSides(comparisons, design.models, random))
    return arrange(plain, design, random)
  })
}

/** A pair of models (a < b) on one prompt. */
interface Comparison {
  readonly prompt: number
  readonly a: number
  readonly b: number
}

/** Each pair's prompts in a new order, each dealt to the next `ratersPerPair` raters around the table. */
function shareOut(design: StudyDesign, random: Random): Comparison[][] {
  const { prompts, raters, ratersPerPair } = design
  const shares: Comparison[][] = Array.from({ length: raters }, () => [])
  const seats = random.shuffle(numbers(raters))
  let seat = 0
  for (const [a, b] of random.shuffle(pairsOf(design))) {
    for (const prompt of random.shuffle(numbers(prompts))) {
      for (let copy = 0; copy < ratersPerPair; copy++) {
        shares[seats[seat++ % raters]!]!.push({ prompt, a, b })
      }
    }
  }
  return shares
}

/** Two of one pair take both orders; the odd one of each pair is turned so that every model comes out even. */
function withSides(comparisons: readonly Comparison[], models: number, random: Random): PlainItem[] {
  const byPair = new Map<number, Comparison[]>()
  for (const comparison of random.shuffle(comparisons)) {
    const pair = comparison.a * models + comparison.b
    byPair.set(pair, [...(byPair.get(pair) ?? []), comparison])
  }
  const items: PlainItem[] = []
  const odd: Comparison[] = []
  for (const group of byPair.values()) {
    for (const [index, comparison] of group.entries()) {
      if (index === group.length - 1 && group.length % 2 === 1) odd.push(comparison)
      else items.push(shown(comparison, index % 2 === 0))
    }
  }
  const forward = balancedOrientation(
    odd.map(({ a, b }) => [a, b]),
    models,
    random,
  )
  return [...items, ...odd.map((comparison, index) => shown(comparison, forward[index]!))]
}

const shown = ({ prompt, a, b }: Comparison, forward: boolean): PlainItem => ({
  kind: 'plain',
  prompt,
  first: forward ? a : b,
  second: forward ? b : a,
})

/** An item before it has a place; a repeat points at the plain item itself. */
type Unplaced = Exclude<PlannedItem, { kind: 'repeat' }> | { readonly kind: 'repeat'; readonly of: PlainItem }

/** Originals come from the first third, their repeats fall into the second half; gold pairs go anywhere. */
function arrange(plain: readonly PlainItem[], design: StudyDesign, random: Random): PlannedItem[] {
  const repeats = random
    .shuffle(plain.slice(0, Math.floor(plain.length / 3)))
    .slice(0, Math.floor(design.repeatRate * plain.length))
    .map((of): Unplaced => ({ kind: 'repeat', of }))
  const half = Math.floor(plain.length / 2)
  const order = [...plain.slice(0, half), ...random.shuffle<Unplaced>([...plain.slice(half), ...repeats])]
  for (const gold of goldItems(Math.floor(design.goldRate * plain.length), design, random)) {
    order.splice(random.integer(order.length + 1), 0, gold)
  }
  const places = new Map(order.map((item, place) => [item, place]))
  return order.map((item) =>
    item.kind === 'repeat'
      ? {
          kind: 'repeat',
          prompt: item.of.prompt,
          first: item.of.second,
          second: item.of.first,
          of: places.get(item.of)!,
        }
      : item,
  )
}

/** Clips in a shuffled order of all of them, so that none comes twice before each came once. */
function goldItems(count: number, { models, prompts }: StudyDesign, random: Random): Unplaced[] {
  const clips = random.shuffle(numbers(models * prompts))
  const start = random.integer(2)
  return numbers(count).map((index) => {
    const clip = clips[index % clips.length]!
    return {
      kind: 'gold',
      prompt: Math.floor(clip / models),
      model: clip % models,
      degraded: (start + index) % 2 === 0 ? 'first' : 'second',
    }
  })
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const pairsOf = ({ models, pairs }: StudyDesign) =>
  pairs ?? numbers(models).flatMap((a) => numbers(models - a - 1).map((gap) => [a, a + 1 + gap] as const))

function checkDesign(design: StudyDesign): void {
  const { models, prompts, raters, ratersPerPair, goldRate, repeatRate } = design
  const wrong =
    (!atLeast(models, 2) && `models: found ${models}, expected 2 or more`) ||
    (!atLeast(prompts, 1) && `prompts: found ${prompts}, expected 1 or more`) ||
    (!atLeast(raters, 1) && `raters: found ${raters}, expected 1 or more`) ||
    (!(atLeast(ratersPerPair, 1) && ratersPerPair <= raters) &&
      `ratersPerPair: found ${ratersPerPair}, expected 1 to ${raters}, the number of raters`) ||
    (!(goldRate >= 0 && goldRate <= 1) && `goldRate: found ${goldRate}, expected 0 to 1`) ||
    (!(repeatRate >= 0 && repeatRate <= 1 / 3) && `repeatRate: found ${repeatRate}, expected 0 to 1/3`) ||
    wrongPairs(design)
  if (wrong) throw new RangeError(`planStudy: ${wrong}`)
}

/** A pair twice would be judged twice by one rater. */
function wrongPairs({ models, pairs }: StudyDesign): string | false {
  const keys = (pairs ?? []).map(([a, b]) => (0 <= a && a < b && b < models ? `${a}-${b}` : null))
  if (pairs?.length === 0) return 'pairs: found none, expected at least one'
  if (keys.every((key) => key !== null) && new Set(keys).size === keys.length) return false
  return `pairs: found ${JSON.stringify(pairs)}, expected each pair a < b below ${models} once`
}

const atLeast = (value: number, least: number) => Number.isInteger(value) && value >= least
