/**
 * Nearest integer, ties to the even one: Python's `round(x)`, which upstream code uses. `Math.round` takes ties up.
 */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}
