import {
  type ToyboxColor,
  type ToyboxShape,
  toyboxColors,
  toyboxPalette,
  toyboxShapes,
} from '../../records/toybox-vocabulary.ts'
import { type Random, seededRandom } from '../../tensor/random.ts'
import { defocus } from './defocus.ts'
import type { Body, Scene } from './scene.ts'

/** Ways to spoil a clip on purpose, each aimed at the dimensions that it names (docs/new-generators.md has the reasons). */
export const degradations = [
  // Brightness swings by the same step every frame: temporal-flickering alone. Odd frames stay the mean of their neighbours.
  'flicker',
  // Fresh noise in every frame: temporal-flickering, and whatever compares single frames.
  'noise',
  // Focus is lost over the clip: subject-consistency, background-consistency.
  'blur',
  // Another colour than asked for: color.
  'wrong-color',
  // Another shape than asked for: object-class, multiple-objects, spatial-relationship.
  'wrong-object',
  // Time stands still: dynamic-degree.
  'frozen',
  // Odd frames are late: motion-smoothness.
  'jerky',
] as const
export type DegradationKind = (typeof degradations)[number]

export interface Degradation {
  readonly kind: DegradationKind
  /** 0 (none) … 1. */
  readonly strength: number
}

/** Half the swing of full flicker, 8-bit levels: what the palette's headroom takes without clipping. */
const flickerLevels = 20
/** Standard deviation of full noise, 8-bit levels. */
const noiseLevels = 6
/** Standard deviation of the Gaussian that full blur ends with, as part of the picture's shorter side: 3 of 128 pixels. */
const blurShare = 3 / 128

/** The scene with another colour or shape on each body that the seed picks, with probability `strength`. */
export function degradeScene(scene: Scene, { kind, strength }: Degradation, seed: number): Scene {
  if (kind !== 'wrong-color' && kind !== 'wrong-object') return scene
  const random = seededRandom(seed, 'toybox', kind)
  const change = kind === 'wrong-color' ? wrongColors(scene, random) : wrongShapes(scene, random)
  return { ...scene, bodies: scene.bodies.map((body) => (random.next() < strength ? change(body) : body)) }
}

/** VBench's nine colour words (vbench/color.py): with another one the clip would not be scored at all. */
const scoredColors = toyboxColors.filter((color) => color !== 'brown' && color !== 'gray')

/** Smallest difference in luma at which optical flow, which sees gray pictures, still follows a body. */
const visibleLuma = 30

/** Gives each body a colour that nothing in the scene has, as far from the background's luma as the rest allows. */
function wrongColors({ background, bodies }: Scene, random: Random): (body: Body) => Body {
  const used = new Set([background.color, ...bodies.map(({ color }) => color)])
  const isVisible = (color: ToyboxColor) => Math.abs(luma(color) - luma(background.color)) >= visibleLuma
  const free = random.shuffle(scoredColors.filter((color) => !used.has(color)))
  const queue = [...free.filter(isVisible), ...free.filter((color) => !isVisible(color))]
  return (body) => ({ ...body, color: queue.shift()! })
}

/** Gives each body a shape that nothing in the scene has; what spins gets corners, or it would seem to stand still. */
function wrongShapes({ bodies }: Scene, random: Random): (body: Body) => Body {
  const used = new Set(bodies.map(({ shape }) => shape))
  const queue = random.shuffle(toyboxShapes.filter((shape) => !used.has(shape)))
  return (body) => {
    const at = queue.findIndex((shape) => body.path.spin === 0 || !roundShapes.has(shape))
    return { ...body, shape: queue.splice(at, 1)[0]! }
  }
}

const roundShapes: ReadonlySet<ToyboxShape> = new Set(['circle', 'ring'])

/** BT.601 luma, 0 … 255. */
function luma(color: ToyboxColor): number {
  const [red, green, blue] = toyboxPalette[color]
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

/** The time of the scene that a frame shows; frames from the start. */
export function degradeTime(frame: number, frames: number, { kind, strength }: Degradation): number {
  if (kind === 'frozen') return Math.min(frame, (1 - strength) * (frames - 1))
  if (kind === 'jerky' && frame % 2 === 1) return frame - strength
  return frame
}

/** The picture of a frame, spoilt; the input is left as it is. RGB of `width` · `height` pixels. */
export function degradePicture(
  picture: Uint8Array,
  frame: number,
  { width, height, frames }: Pick<Scene, 'width' | 'height' | 'frames'>,
  { kind, strength }: Degradation,
  seed: number,
): Uint8Array {
  if (kind === 'flicker') return brighten(picture, strength * flickerLevels * triangleWave(frame))
  if (kind === 'noise') return addNoise(picture, strength * noiseLevels, seed, frame)
  if (kind === 'blur') {
    const sigma = (strength * blurShare * Math.min(width, height) * frame) / Math.max(1, frames - 1)
    return defocus(picture, width, height, sigma)
  }
  return picture
}

/** −1, 0, 1, 0: every step has the same size, and every odd frame is the mean of its even neighbours. */
const triangleWave = (frame: number) => [-1, 0, 1, 0][frame % 4]!

function brighten(picture: Uint8Array, levels: number): Uint8Array {
  return new Uint8Array(Uint8ClampedArray.from(picture, (level) => level + levels).buffer)
}

/** Gray noise: the same on the three channels of a pixel, as the chroma of 4:2:0 video would lose most of the rest. */
function addNoise(picture: Uint8Array, levels: number, seed: number, frame: number): Uint8Array {
  const random = seededRandom(seed, 'toybox', 'noise', frame)
  const noisy = new Uint8ClampedArray(picture.length)
  for (let at = 0; at < picture.length; at += 3) {
    const added = levels * random.normal()
    for (let channel = 0; channel < 3; channel++) noisy[at + channel] = picture[at + channel]! + added
  }
  return new Uint8Array(noisy.buffer)
}
