import { type ColorName, colorName } from '../color-name.ts'
import { colorDistance, medianColor, type Rgb } from './color-distance.ts'
import { connectedRegions } from './regions.ts'

/** A picture of interleaved 8-bit RGB. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A patch of one colour in front of the background. */
export interface Body {
  readonly color: ColorName
  /** Pixel indices, y · width + x. */
  readonly pixels: readonly number[]
}

/** Distance from the background at which something may stand there. Ours: half the least contrast of the palette. */
const contrast = 24

/** Smallest body, as part of the picture. Ours: a tenth of the smallest thing of the toybox world. */
const smallestShare = 0.002

/** Part of a patch that a second colour needs to count as a second body. */
const secondColorShare = 0.2

/** Everything of a colour of its own in front of the background, largest first. */
export function bodiesOf(picture: Picture): readonly Body[] {
  const { width, height } = picture
  const background = medianColor(borderPixels(picture))
  const foreground: number[] = []
  for (let i = 0; i < width * height; i++) {
    if (colorDistance(pixelAt(picture, i), background) > contrast) foreground.push(i)
  }
  const least = smallestShare * width * height
  return connectedRegions(foreground, width, height)
    .filter((region) => region.length >= least)
    .flatMap((region) => separate(picture, region, background))
    .filter((body) => body.pixels.length >= least)
    .sort((a, b) => b.pixels.length - a.pixels.length)
}

/**
 * One body for each colour of a region. A pixel belongs to the colour that it is nearest to, or to the background:
 * on a blurred edge that puts the outline where it was drawn.
 */
function separate(picture: Picture, region: readonly number[], background: Rgb): readonly Body[] {
  const { width, height } = picture
  const colors = colorsOf(picture, region)
  const rivals = [background, ...colors.map(({ rgb }) => rgb)]
  const members: number[][] = colors.map(() => [])
  for (const index of region) {
    const winner = nearest(pixelAt(picture, index), rivals)
    if (winner > 0) members[winner - 1]?.push(index)
  }
  return colors.flatMap(({ color }, i) => {
    const parts = connectedRegions(members[i] ?? [], width, height)
    const pixels = parts.toSorted((a, b) => b.length - a.length)[0]
    return pixels ? [{ color, pixels }] : []
  })
}

/** The colours inside a region, away from its blurred rim, that are more than a speck. */
function colorsOf(picture: Picture, region: readonly number[]): readonly { color: ColorName; rgb: Rgb }[] {
  const core = interior(region, picture.width, picture.height)
  const byName = new Map<ColorName, Rgb[]>()
  for (const index of core) {
    const pixel = pixelAt(picture, index)
    const name = colorName(...pixel)
    const same = byName.get(name)
    if (same) same.push(pixel)
    else byName.set(name, [pixel])
  }
  const groups = [...byName.values()].sort((a, b) => b.length - a.length)
  const kept: { color: ColorName; rgb: Rgb }[] = []
  for (const pixels of groups) {
    const rgb = medianColor(pixels)
    // shading may carry parts of one surface over the border between two names
    const distinct = kept.every((other) => colorDistance(other.rgb, rgb) > contrast)
    if (kept.length === 0 || (distinct && pixels.length >= secondColorShare * core.length)) {
      kept.push({ color: colorName(...rgb), rgb })
    }
  }
  return kept
}

/** A region without its rim of two pixels; less is taken off where it is too thin for that. */
function interior(region: readonly number[], width: number, height: number): readonly number[] {
  let current = region
  for (let step = 0; step < 2; step++) {
    const inner = withoutRim(current, width, height)
    if (inner.length < region.length / 8) return current
    current = inner
  }
  return current
}

function withoutRim(region: readonly number[], width: number, height: number): readonly number[] {
  // a border of zeros, so that the picture's edge is a rim too
  const stride = width + 2
  const inside = new Uint8Array(stride * (height + 2))
  const place = (index: number) => (Math.floor(index / width) + 1) * stride + (index % width) + 1
  for (const index of region) inside[place(index)] = 1
  return region.filter((index) => {
    const at = place(index)
    return (
      inside[at - 1] === 1 && inside[at + 1] === 1 && inside[at - stride] === 1 && inside[at + stride] === 1
    )
  })
}

function nearest(pixel: Rgb, colors: readonly Rgb[]): number {
  let winner = 0
  let least = Number.POSITIVE_INFINITY
  for (const [i, candidate] of colors.entries()) {
    const distance = colorDistance(pixel, candidate)
    if (distance < least) {
      least = distance
      winner = i
    }
  }
  return winner
}

function borderPixels(picture: Picture): readonly Rgb[] {
  const { width, height } = picture
  // ours: two pixels, as decoders leave artefacts on the outermost
  const depth = 2
  const pixels: Rgb[] = []
  for (let y = 0; y < height; y++) {
    const inRows = y < depth || y >= height - depth
    for (let x = 0; x < width; x++) {
      if (inRows || x < depth || x >= width - depth) pixels.push(pixelAt(picture, y * width + x))
    }
  }
  return pixels
}

function pixelAt({ data }: Picture, index: number): Rgb {
  return [data[3 * index] as number, data[3 * index + 1] as number, data[3 * index + 2] as number]
}
