/** The eleven basic colour terms of English (Berlin and Kay, Basic Color Terms, 1969), with VBench's spelling. */
export const colorNames = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'gray',
] as const
export type ColorName = (typeof colorNames)[number]

/**
 * The name of an 8-bit sRGB colour, from its place in CIE LCh(ab): neutral colours by lightness, the rest by hue,
 * where orange and red turn brown when dark, and red and purple turn pink when light.
 *
 * The bounds are ours, drawn half-way between the palette's colours and checked against sRGB's named colours.
 */
export function colorName(red: number, green: number, blue: number): ColorName {
  const { lightness, chroma, hueDegrees } = lchOf(red, green, blue)
  if (chroma < neutralChroma(lightness)) return lightness < 28 ? 'black' : lightness < 78 ? 'gray' : 'white'
  if (hueDegrees < 15 || hueDegrees >= 335) return lightness > 52 || chroma < 45 ? 'pink' : 'red'
  if (hueDegrees < 46) {
    if (chroma < 50) return lightness > 62 ? 'pink' : 'brown'
    return lightness > 66 ? 'pink' : 'red'
  }
  if (hueDegrees < 80) return lightness < 48 || chroma < 36 ? 'brown' : 'orange'
  if (hueDegrees < 108) return lightness < 42 ? 'brown' : 'yellow'
  if (hueDegrees < 195) return 'green'
  if (hueDegrees < 309) return 'blue'
  return lightness > 66 ? 'pink' : 'purple'
}

/** Below it a colour looks neutral; the darkest and lightest need more to be seen as coloured. */
function neutralChroma(lightness: number): number {
  return lightness < 20 ? 18 : lightness > 85 ? 15 : 12
}

interface Lch {
  /** 0 … 100. */
  readonly lightness: number
  readonly chroma: number
  /** 0 … 360. */
  readonly hueDegrees: number
}

/** CIE LCh(ab) under D65. Source: IEC 61966-2-1 (sRGB) and CIE 15:2004, section 8.2.1. */
export function lchOf(red: number, green: number, blue: number): Lch {
  const r = linear[red] as number
  const g = linear[green] as number
  const b = linear[blue] as number
  const x = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = labCurve(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = labCurve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  const a = 500 * (x - y)
  const bStar = 200 * (y - z)
  const degrees = (Math.atan2(bStar, a) * 180) / Math.PI
  return { lightness: 116 * y - 16, chroma: Math.hypot(a, bStar), hueDegrees: (degrees + 360) % 360 }
}

/** Light of each 8-bit sRGB level, 0 … 1. */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const encoded = level / 255
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4
})

function labCurve(light: number): number {
  return light > (6 / 29) ** 3 ? Math.cbrt(light) : light / (3 * (6 / 29) ** 2) + 4 / 29
}
