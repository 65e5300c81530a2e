/** Pearson's correlation of midranks (Spearman, American Journal of Psychology 15(1), 1904); null where one side is constant. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  checkPairs(x, y)
  return pearson(midranks(x), midranks(y))
}

/**
 * Kendall's τ-b, (concordant − discordant) / √((pairs untied in x)(pairs untied in y)) ("The treatment of ties in
 * ranking problems", Biometrika 33(3), 1945); null where one side is constant. Compares all pairs: O(n²).
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): number | null {
  checkPairs(x, y)
  let score = 0
  let untiedX = 0
  let untiedY = 0
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const signX = Math.sign(x[i]! - x[j]!)
      const signY = Math.sign(y[i]! - y[j]!)
      score += signX * signY
      untiedX += Math.abs(signX)
      untiedY += Math.abs(signY)
    }
  }
  return untiedX === 0 || untiedY === 0 ? null : score / Math.sqrt(untiedX * untiedY)
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
