/**
 * The z with P(Z ≤ z) = p of the standard normal distribution, for 1e-6 ≤ p ≤ 1 − 1e-6; by bisection. Its error is that
 * of 1/2 − p in double precision, about 1e-16 / φ(z): 1e-15 at the usual levels, 1e-10 at the ends.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 1e-6 && p <= 1 - 1e-6)) {
    throw new RangeError(`normalQuantile: found p = ${p}, expected 1e-6 to 1 − 1e-6`)
  }
  if (p === 0.5) return 0
  if (p < 0.5) return -normalQuantile(1 - p)
  let low = 0
  let high = 7
  for (;;) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) return middle
    if (upperHalf(middle) < p - 0.5) low = middle
    else high = middle
  }
}

/** P(0 ≤ Z ≤ z): φ(z) · (z + z³/3 + z⁵/(3·5) + …), Abramowitz and Stegun (1964), formula 26.2.10. */
function upperHalf(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}
