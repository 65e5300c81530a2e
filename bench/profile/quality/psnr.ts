/** Largest value of a byte: the peak of the signal. */
const peak = 255

/** Σ (a − b)² over all bytes of two frames; exact, for frames of up to 2³⁷ bytes. */
export function squaredErrors(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`Frames of ${a.length} and ${b.length} bytes: expected two of one size, not empty`)
  }
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    sum += difference * difference
  }
  return sum
}

/**
 * Peak signal-to-noise ratio, dB: 10 · log₁₀(255² / mean squared error), over all bytes of a clip together. Null where
 * no byte differs: it is infinite then, and JSON has no infinity.
 *
 * @param sum of squared errors, in levels²
 * @param values how many bytes it is over, at least one
 */
export function psnr(sum: number, values: number): number | null {
  return sum === 0 ? null : 10 * Math.log10((peak * peak * values) / sum)
}
