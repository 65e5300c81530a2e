/** Rounds to the nearest integer, halves to the even one, as Python's `round` and NumPy's `around` do. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
