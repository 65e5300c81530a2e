/** How far apart two values are: all alike (nominal), by the values between them (ordinal), or by their distance (interval). */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval'

/** The judgements of one unit by the raters who judged it, in any order; missing ones are left out. */
export type UnitJudgements = readonly number[]

/**
 * Coincidences of values within units, V × V: every ordered pair of a unit's m judgements counts 1 / (m − 1)
 * (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section C). Units with fewer than two judgements are
 * left out. Sums of such matrices are the matrix of all their units.
 *
 * @param values in rising order, all that occur
 */
export function coincidences(units: readonly UnitJudgements[], values: readonly number[]): Float64Array {
  const places = new Map(values.map((value, place) => [value, place]))
  const size = values.length
  const matrix = new Float64Array(size * size)
  const counts = new Float64Array(size)
  for (const unit of units) {
    if (unit.length < 2) continue
    counts.fill(0)
    for (const value of unit) counts[places.get(value)!]!++
    for (let c = 0; c < size; c++) {
      if (counts[c] === 0) continue
      for (let k = 0; k < size; k++) {
        matrix[c * size + k]! += (counts[c]! * (counts[k]! - (c === k ? 1 : 0))) / (unit.length - 1)
      }
    }
  }
  return matrix
}

/** Alpha of a matrix of coincidences; null where fewer than two values occur. */
export function alphaOf(
  matrix: Float64Array,
  values: readonly number[],
  level: MeasurementLevel,
): number | null {
  const size = values.length
  const totals = values.map((_, c) =>
    matrix.subarray(c * size, (c + 1) * size).reduce((sum, o) => sum + o, 0),
  )
  const n = totals.reduce((sum, total) => sum + total, 0)
  let observed = 0
  let expected = 0
  for (let c = 0; c < size; c++) {
    for (let k = c + 1; k < size; k++) {
      const squared = distance(values, totals, level, c, k) ** 2
      observed += matrix[c * size + k]! * squared
      expected += totals[c]! * totals[k]! * squared
    }
  }
  return expected > 0 ? 1 - ((n - 1) * observed) / expected : null
}

/** δ between the c-th and the k-th value (c < k), section D of the paper. */
function distance(
  values: readonly number[],
  totals: readonly number[],
  level: MeasurementLevel,
  c: number,
  k: number,
): number {
  if (level === 'nominal') return 1
  if (level === 'interval') return values[k]! - values[c]!
  let between = -(totals[c]! + totals[k]!) / 2
  for (let g = c; g <= k; g++) between += totals[g]!
  return between
}
