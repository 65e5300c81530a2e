/** An 8-bit sRGB colour; fractions where it is a mean. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Brightness difference that is taken for shading or flicker, levels. Ours: the toybox world shades by ±14 on each side. */
const shadingLevels = 30

/**
 * How different two colours are apart from shading: distance in the plane across the gray axis, and along it what
 * exceeds the shading that a surface may have. 0 … about 360, in levels.
 */
export function colorDistance(a: Rgb, b: Rgb): number {
  const red = a[0] - b[0]
  const green = a[1] - b[1]
  const blue = a[2] - b[2]
  const gray = (red + green + blue) / 3
  const acrossSquared = (red - gray) ** 2 + (green - gray) ** 2 + (blue - gray) ** 2
  const along = Math.max(0, Math.abs(gray) - shadingLevels)
  return Math.sqrt(acrossSquared + along * along)
}

/** The middle value of each channel: half of the pixels may be something else without moving it. */
export function medianColor(pixels: readonly Rgb[]): Rgb {
  const middle = (channel: 0 | 1 | 2) =>
    Float64Array.from(pixels, (pixel) => pixel[channel]).sort()[pixels.length >> 1] as number
  return [middle(0), middle(1), middle(2)]
}
