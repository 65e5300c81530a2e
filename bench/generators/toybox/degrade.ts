import { toyboxColors, toyboxShapes } from '../../records/toybox-vocabulary.ts'
import { seededRandom } from '../../tensor/random.ts'
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
const noiseLevels = 8
/** Standard deviation of the Gaussian that full blur ends with, as part of the picture's shorter side: 4 of 128 pixels. */
const blurShare = 1 / 32

/** The scene with another colour or shape on each body that the seed picks, with probability `strength`. */
export function degradeScene(scene: Scene, { kind, strength }: Degradation, seed: number): Scene {
  if (kind !== 'wrong-color' && kind !== 'wrong-object') return scene
  const random = seededRandom(seed, 'toybox', kind)
  const usedColors = new Set([scene.background.color, ...scene.bodies.map(({ color }) => color)])
  const usedShapes = new Set(scene.bodies.map(({ shape }) => shape))
  const colors = random.shuffle(toyboxColors.filter((color) => !usedColors.has(color)))
  const shapes = random.shuffle(toyboxShapes.filter((shape) => !usedShapes.has(shape)))
  const bodies = scene.bodies.map((body, i): Body => {
    if (random.next() >= strength) return body
    return kind === 'wrong-color' ? { ...body, color: colors[i]! } : { ...body, shape: shapes[i]! }
  })
  return { ...scene, bodies }
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
