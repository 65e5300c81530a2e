import type { Mat, OpenCv } from './opencv.ts'

/**
 * Flow needs one channel, and brightness hides an edge between two colours that are equally bright (a red circle on
 * blue). So a pair of frames is seen along the direction in colour space in which its first frame varies most: the
 * first principal component of its pixels.
 */
export type ContrastAxis = readonly [red: number, green: number, blue: number]

// source: ITU-R BT.601, the weights of brightness
const brightness: ContrastAxis = [0.299, 0.587, 0.114]

/** The axis of a picture, with absolute values that sum to 1; brightness for a picture of one colour. */
export function contrastAxis(rgb: Uint8Array): ContrastAxis {
  const covariance = covarianceOf(rgb)
  let axis: ContrastAxis = brightness
  // source of the method: power iteration; the ratio of the two largest eigenvalues decides how fast it settles
  for (let step = 0; step < 50; step++) {
    const next = covariance.map((row) => row[0] * axis[0] + row[1] * axis[1] + row[2] * axis[2])
    const size = next.reduce((sum, value) => sum + Math.abs(value), 0)
    if (size < 1e-6) return brightness
    axis = [next[0]! / size, next[1]! / size, next[2]! / size]
  }
  return axis
}

type Row = readonly [number, number, number]

function covarianceOf(rgb: Uint8Array): readonly [Row, Row, Row] {
  const pixels = rgb.length / 3
  let [r, g, b, rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < rgb.length; i += 3) {
    const red = rgb[i] as number
    const green = rgb[i + 1] as number
    const blue = rgb[i + 2] as number
    r += red
    g += green
    b += blue
    rr += red * red
    rg += red * green
    rb += red * blue
    gg += green * green
    gb += green * blue
    bb += blue * blue
  }
  const about = (product: number, x: number, y: number) => product / pixels - (x / pixels) * (y / pixels)
  return [
    [about(rr, r, r), about(rg, r, g), about(rb, r, b)],
    [about(rg, r, g), about(gg, g, g), about(gb, g, b)],
    [about(rb, r, b), about(gb, g, b), about(bb, b, b)],
  ]
}

/** Writes a picture as seen along an axis into `target`: 8 bits, of the picture's own contrast. */
export function projectOnto(cv: OpenCv, axis: ContrastAxis, rgb: Mat, target: Mat): void {
  target.create(rgb.rows, rgb.cols, cv.CV_8UC1)
  const from = rgb.data
  const to = target.data
  // negative weights would leave 0 … 255 downwards by as much as they weigh
  const offset = 0.5 + 255 * axis.reduce((sum, weight) => sum + Math.max(0, -weight), 0)
  const [red, green, blue] = axis
  for (let i = 0, pixel = 0; i < to.length; i++, pixel += 3) {
    to[i] =
      red * (from[pixel] as number) +
      green * (from[pixel + 1] as number) +
      blue * (from[pixel + 2] as number) +
      offset
  }
}
