/** A Gaussian blur with a standard deviation in pixels of an RGB picture; its edge pixels stand for what lies outside. */
export function defocus(picture: Uint8Array, width: number, height: number, sigma: number): Uint8Array {
  if (sigma < smallestSigma) return picture
  const weights = gaussian(sigma)
  const across = filter(Float32Array.from(picture), weights, {
    lines: height,
    lineStep: width * 3,
    length: width,
    step: 3,
  })
  const both = filter(across, weights, { lines: width, lineStep: 3, length: height, step: width * 3 })
  return new Uint8Array(new Uint8ClampedArray(both).buffer)
}

/** Below it the neighbours' weight is less than 10⁻⁴: exp(−1 / (2 · 0.23²)). */
const smallestSigma = 0.23

/** Weights of the centre and of each distance on one side, out to three standard deviations; they sum to 1. */
function gaussian(sigma: number): number[] {
  const half = Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, distance) =>
    Math.exp(-(distance ** 2) / (2 * sigma ** 2)),
  )
  const sum = half.reduce((total, weight, distance) => total + (distance === 0 ? weight : 2 * weight), 0)
  return half.map((weight) => weight / sum)
}

interface Lines {
  readonly lines: number
  readonly lineStep: number
  readonly length: number
  readonly step: number
}

/** Filters every line of three channels; a line is a row or a column. */
function filter(
  from: Float32Array,
  weights: readonly number[],
  { lines, lineStep, length, step }: Lines,
): Float32Array {
  const to = new Float32Array(from.length)
  for (let line = 0; line < lines; line++) {
    for (let channel = 0; channel < 3; channel++) {
      const start = line * lineStep + channel
      for (let i = 0; i < length; i++) {
        let sum = weights[0]! * from[start + i * step]!
        for (let distance = 1; distance < weights.length; distance++) {
          const before = from[start + Math.max(0, i - distance) * step]!
          const after = from[start + Math.min(length - 1, i + distance) * step]!
          sum += weights[distance]! * (before + after)
        }
        to[start + i * step] = sum
      }
    }
  }
  return to
}
