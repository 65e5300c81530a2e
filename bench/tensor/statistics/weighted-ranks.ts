/**
 * Rank coefficients of points that each count several times, as in a resample: points are sorted once, and every
 * resample is a pass over them. Equal to `spearman`, `kendallTauB` and `signAccuracy` of the points repeated as often as
 * their weight says.
 */
export class WeightedRanks {
  readonly #x: Places
  readonly #y: Places
  readonly #signs: Int8Array

  constructor(x: readonly number[], y: readonly number[]) {
    this.#x = placesOf(x)
    this.#y = placesOf(y)
    this.#signs = Int8Array.from(x, (value, index) => Math.sign(value) * Math.sign(y[index]!))
  }

  /** Pearson's correlation of midranks; null where one side is constant. */
  spearman(weights: Float64Array): number | null {
    const [ranksX, ranksY] = [midranksOf(this.#x, weights), midranksOf(this.#y, weights)]
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    // The mean of all midranks of n is (n + 1) / 2.
    const middle = (total + 1) / 2
    let [xx, yy, xy] = [0, 0, 0]
    for (let point = 0; point < weights.length; point++) {
      const dx = ranksX[this.#x.group[point]!]! - middle
      const dy = ranksY[this.#y.group[point]!]! - middle
      xx += weights[point]! * dx * dx
      yy += weights[point]! * dy * dy
      xy += weights[point]! * dx * dy
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null
  }

  /** τ-b, by a sum over the points in the order of x of how many earlier ones lie below and above in y; O(n log n). */
  kendall(weights: Float64Array): number | null {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const pairs = (total * (total - 1)) / 2
    const untiedX = pairs - tiedPairs(this.#x, weights)
    const untiedY = pairs - tiedPairs(this.#y, weights)
    if (!(untiedX > 0 && untiedY > 0)) return null
    const earlier = new PrefixSums(this.#y.groups)
    const { order, group } = this.#x
    let score = 0
    for (let from = 0, to = 0; from < order.length; from = to) {
      while (to < order.length && group[order[to]!] === group[order[from]!]) to++
      for (let at = from; at < to; at++) score += this.#lead(order[at]!, weights, earlier)
      for (let at = from; at < to; at++) earlier.add(this.#y.group[order[at]!]!, weights[order[at]!]!)
    }
    return score / Math.sqrt(untiedX * untiedY)
  }

  #lead(point: number, weights: Float64Array, earlier: PrefixSums): number {
    const place = this.#y.group[point]!
    const below = earlier.before(place)
    const above = earlier.before(this.#y.groups) - earlier.before(place + 1)
    return weights[point]! * (below - above)
  }

  /** Share of equal signs among the points where neither side is 0; null where there is none. */
  signAccuracy(weights: Float64Array): number | null {
    let equal = 0
    let decided = 0
    for (let point = 0; point < weights.length; point++) {
      const sign = this.#signs[point]!
      if (sign !== 0) decided += weights[point]!
      if (sign > 0) equal += weights[point]!
    }
    return decided > 0 ? equal / decided : null
  }
}

/** One side: points in rising order, and for each point the number of its group of equal values. */
interface Places {
  readonly order: Int32Array
  readonly group: Int32Array
  readonly groups: number
}

function placesOf(values: readonly number[]): Places {
  const order = Int32Array.from(values, (_, index) => index).sort((i, j) => values[i]! - values[j]!)
  const group = new Int32Array(values.length)
  let groups = 0
  for (const [at, point] of order.entries()) {
    if (at > 0 && values[point] !== values[order[at - 1]!]) groups++
    group[point] = groups
  }
  return { order, group, groups: values.length === 0 ? 0 : groups + 1 }
}

function groupWeights({ group, groups }: Places, weights: Float64Array): Float64Array {
  const sums = new Float64Array(groups)
  for (let point = 0; point < weights.length; point++) sums[group[point]!]! += weights[point]!
  return sums
}

/** Midrank of each group of equal values. */
function midranksOf(places: Places, weights: Float64Array): Float64Array {
  let before = 0
  return groupWeights(places, weights).map((weight) => {
    const rank = before + (weight + 1) / 2
    before += weight
    return rank
  })
}

const tiedPairs = (places: Places, weights: Float64Array) =>
  groupWeights(places, weights).reduce((sum, weight) => sum + (weight * (weight - 1)) / 2, 0)

/** Sums of the first entries of a changing list (Fenwick, "A new data structure for cumulative frequency tables", 1994). */
class PrefixSums {
  readonly #tree: Float64Array

  constructor(length: number) {
    this.#tree = new Float64Array(length + 1)
  }

  add(place: number, weight: number): void {
    for (let at = place + 1; at < this.#tree.length; at += at & -at) this.#tree[at]! += weight
  }

  /** Of the places 0 … place − 1. */
  before(place: number): number {
    let sum = 0
    for (let at = place; at > 0; at -= at & -at) sum += this.#tree[at]!
    return sum
  }
}
