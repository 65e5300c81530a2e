/** Pearson's correlation of midranks (Spearman, American Journal of Psychology 15(1), 1904); null where one side is constant. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  checkPairs(x, y)
  return pearson(midranks(x), midranks(y))
}

/**
 * Kendall's τ-b, (concordant − discordant) / √((pairs untied in x)(pairs untied in y)) ("The treatment of ties in
 * ranking problems", Biometrika 33(3), 1945); null where one side is constant. In O(n log n): sorted by x, the
 * exchanges that a merge sort by y needs are the discordant pairs (Knight, "A computer method for calculating Kendall's
 * tau with ungrouped data", JASA 61(314), 1966).
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): number | null {
  checkPairs(x, y)
  const n = x.length
  const order = Int32Array.from(x, (_, index) => index).sort((i, j) => x[i]! - x[j]! || y[i]! - y[j]!)
  const tiedBoth = tiedPairs(n, (a, b) => x[order[a]!] === x[order[b]!] && y[order[a]!] === y[order[b]!])
  const tiedX = tiedPairs(n, (a, b) => x[order[a]!] === x[order[b]!])
  const sorted = Float64Array.from(order, (index) => y[index]!)
  const discordant = sortCountingExchanges(sorted)
  const tiedY = tiedPairs(n, (a, b) => sorted[a] === sorted[b])
  const pairs = (n * (n - 1)) / 2
  const [untiedX, untiedY] = [pairs - tiedX, pairs - tiedY]
  if (untiedX === 0 || untiedY === 0) return null
  const score = pairs - tiedX - tiedY + tiedBoth - 2 * discordant
  return score / Math.sqrt(untiedX * untiedY)
}

/** Pairs of equal neighbours, by runs of a sorted list of n. */
function tiedPairs(n: number, equal: (a: number, b: number) => boolean): number {
  let pairs = 0
  for (let from = 0, to = 1; from < n; from = to, to = from + 1) {
    while (to < n && equal(from, to)) to++
    pairs += ((to - from) * (to - from - 1)) / 2
  }
  return pairs
}

/** Merge sort in place; returns how many pairs stood in the wrong order. */
function sortCountingExchanges(values: Float64Array): number {
  const n = values.length
  let exchanges = 0
  let from: Float64Array = values
  let to: Float64Array = new Float64Array(n)
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const [middle, end] = [Math.min(start + width, n), Math.min(start + 2 * width, n)]
      let [left, right] = [start, middle]
      for (let at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left]! <= from[right]!)) to[at] = from[left++]!
        else {
          exchanges += middle - left
          to[at] = from[right++]!
        }
      }
    }
    ;[from, to] = [to, from]
  }
  if (from !== values) values.set(from)
  return exchanges
}

/**
 * Share of the pairs where x and y have the same sign, among those where neither is 0: how often the score prefers
 * what people prefer. Null where none is left.
 */
export function signAccuracy(x: readonly number[], y: readonly number[]): number | null {
  checkPairs(x, y)
  let equal = 0
  let decided = 0
  for (let i = 0; i < x.length; i++) {
    const product = Math.sign(x[i]!) * Math.sign(y[i]!)
    if (product !== 0) decided++
    if (product > 0) equal++
  }
  return decided > 0 ? equal / decided : null
}

/** Ranks 1 … n; equal values share the mean of their ranks. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

function pearson(x: readonly number[], y: readonly number[]): number | null {
  const middleX = x.reduce((sum, value) => sum + value, 0) / x.length
  const middleY = y.reduce((sum, value) => sum + value, 0) / y.length
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - middleX, y[i]! - middleY]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null
}

function checkPairs(x: readonly number[], y: readonly number[]): void {
  if (x.length !== y.length)
    throw new RangeError(`Found ${x.length} and ${y.length} values, expected as many`)
  if (![...x, ...y].every(Number.isFinite)) throw new RangeError('Found a non-finite value')
}
