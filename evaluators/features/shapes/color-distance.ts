/** An 8-bit sRGB colour. */
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

/** The middle level of each channel of 8-bit pixels: half of them may be something else without moving it. */
export function medianColor(pixels: readonly Rgb[]): Rgb {
  return [medianLevel(pixels, 0), medianLevel(pixels, 1), medianLevel(pixels, 2)]
}

function medianLevel(pixels: readonly Rgb[], channel: 0 | 1 | 2): number {
  const counts = new Uint32Array(256)
  for (const pixel of pixels) counts[pixel[channel]] = (counts[pixel[channel]] as number) + 1
  let level = 0
  let below = counts[0] as number
  while (below <= pixels.length >> 1 && level < 255) below += counts[++level] as number
  return level
}
