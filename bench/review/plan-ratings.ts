import { type Random, seededRandom } from '../tensor/random.ts'

/** Models and prompts are numbered from 0; a clip is a model's answer to a prompt. `ratersPerClip` ≤ `raters`. */
export interface RatingDesign {
  readonly models: number
  readonly prompts: number
  readonly raters: number
  readonly ratersPerClip: number
  /** Degraded copies as a share of a rater's plain items, 0 … 1. */
  readonly goldRate: number
  /** Repeats as a share of a rater's plain items, 0 … 1/3. */
  readonly repeatRate: number
  readonly seed: number
}

export type PlannedRating =
  | { readonly kind: 'plain'; readonly prompt: number; readonly model: number }
  /** The degraded copy of the clip at `of` in the same list. */
  | { readonly kind: 'degraded'; readonly prompt: number; readonly model: number; readonly of: number }
  /** The clip at `of` in the same list once more. */
  | { readonly kind: 'repeat'; readonly prompt: number; readonly model: number; readonly of: number }
type PlainRating = Extract<PlannedRating, { kind: 'plain' }>

/**
 * The clips that every rater slot rates, in the order shown. Equal designs give equal plans. It holds that
 * - every clip is rated by exactly `ratersPerClip` raters, by each at most once;
 * - the raters' numbers of plain items differ by at most one, and so do their numbers of clips of any one model;
 * - each rater gets ⌊rate · plain items⌋ degraded copies and repeats, of clips that they also rate; at least a sixth of
 *   the plain items (rounded down) lies between a clip and its repeat.
 */
export function planRatings(design: RatingDesign): readonly (readonly PlannedRating[])[] {
  checkDesign(design)
  const random = seededRandom('ratings', design.seed)
  return shareOut(design, random).map((clips) => arrange(random.shuffle(clips), design, random))
}

/** Each model's prompts in a new order, each dealt to the next `ratersPerClip` raters around the table. */
function shareOut({ models, prompts, raters, ratersPerClip }: RatingDesign, random: Random): PlainRating[][] {
  const shares: PlainRating[][] = Array.from({ length: raters }, () => [])
  const seats = random.shuffle(numbers(raters))
  let seat = 0
  for (const model of random.shuffle(numbers(models))) {
    for (const prompt of random.shuffle(numbers(prompts))) {
      for (let copy = 0; copy < ratersPerClip; copy++) {
        shares[seats[seat++ % raters]!]!.push({ kind: 'plain', prompt, model })
      }
    }
  }
  return shares
}

/** A rating before it has a place; what checks another one points at it. */
type Unplaced = PlainRating | { readonly kind: 'degraded' | 'repeat'; readonly of: PlainRating }

/** Repeats of the first third fall into the second half; degraded copies go anywhere. */
function arrange(plain: readonly PlainRating[], design: RatingDesign, random: Random): PlannedRating[] {
  const chosen = (from: readonly PlainRating[], rate: number) =>
    random.shuffle(from).slice(0, Math.floor(rate * plain.length))
  const repeats = chosen(plain.slice(0, Math.floor(plain.length / 3)), design.repeatRate).map(
    (of): Unplaced => ({ kind: 'repeat', of }),
  )
  const half = Math.floor(plain.length / 2)
  const order = [...plain.slice(0, half), ...random.shuffle<Unplaced>([...plain.slice(half), ...repeats])]
  for (const of of chosen(plain, design.goldRate)) {
    order.splice(random.integer(order.length + 1), 0, { kind: 'degraded', of })
  }
  const places = new Map(order.map((item, place) => [item, place]))
  return order.map((item) =>
    item.kind === 'plain'
      ? item
      : { kind: item.kind, prompt: item.of.prompt, model: item.of.model, of: places.get(item.of)! },
  )
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

function checkDesign({ models, prompts, raters, ratersPerClip, goldRate, repeatRate }: RatingDesign): void {
  const wrong =
    (!atLeastOne(models) && `models: found ${models}, expected 1 or more`) ||
    (!atLeastOne(prompts) && `prompts: found ${prompts}, expected 1 or more`) ||
    (!atLeastOne(raters) && `raters: found ${raters}, expected 1 or more`) ||
    (!(atLeastOne(ratersPerClip) && ratersPerClip <= raters) &&
      `ratersPerClip: found ${ratersPerClip}, expected 1 to ${raters}, the number of raters`) ||
    (!(goldRate >= 0 && goldRate <= 1) && `goldRate: found ${goldRate}, expected 0 to 1`) ||
    (!(repeatRate >= 0 && repeatRate <= 1 / 3) && `repeatRate: found ${repeatRate}, expected 0 to 1/3`)
  if (wrong) throw new RangeError(`planRatings: ${wrong}`)
}

const atLeastOne = (value: number) => Number.isInteger(value) && value >= 1
