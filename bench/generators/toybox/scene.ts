import { type ToyboxColor, type ToyboxShape, toyboxColors } from '../../records/toybox-vocabulary.ts'
import { type Random, seededRandom } from '../../tensor/random.ts'
import { axisOf, type ToyboxSentence, type ToyboxThing } from './grammar.ts'
import { type Cell, cellsOf } from './layout.ts'
import { areas } from './outline.ts'
import { type Path, pathOf } from './path.ts'
import { sizes, type ToyboxTexture } from './words.ts'

/** One thing on the picture; lengths in pixels. */
export interface Body {
  readonly shape: ToyboxShape
  readonly color: ToyboxColor
  /** Of the circle around the outline, before `Path` scales it. */
  readonly radius: number
  readonly path: Path
  /** Phases of the shading that the body carries along, radians. */
  readonly shading: readonly [number, number]
}

export interface Background {
  readonly color: ToyboxColor
  readonly texture: ToyboxTexture
  /** Direction of the texture, and where its pattern starts; radians. */
  readonly angle: number
  readonly phase: number
}

/** All that decides the pixels of an undegraded clip. Bodies are drawn in order, later ones on top. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly frames: number
  readonly background: Background
  readonly bodies: readonly Body[]
}

export interface SceneSize {
  readonly width: number
  readonly height: number
  readonly frames: number
}

/** Places what a sentence asks for; whatever the sentence leaves open, the seed decides. */
export function sceneOf(sentence: ToyboxSentence, seed: number, size: SceneSize): Scene {
  const random = seededRandom(seed, 'toybox scene')
  const background = backgroundOf(sentence, random)
  const colors = openColors(sentence, background.color, random)
  const cells = cellsOf(sentence, size)
  const bodies = sentence.things.map((thing, i): Body => {
    const cell = cells[i]!
    const radius = radiusOf(thing, cell, size, random)
    return {
      shape: thing.shape,
      color: thing.color ?? colors.pop()!,
      radius,
      path: pathOf(thing, radius, cell, size, random),
      shading: [phase(random), phase(random)],
    }
  })
  return { ...size, background, bodies }
}

const phase = (random: Random) => random.next() * 2 * Math.PI

function backgroundOf({ things, background }: ToyboxSentence, random: Random): Background {
  const used = new Set(things.map(({ color }) => color))
  const neutral = (['gray', 'white', 'black'] as const).filter((color) => !used.has(color))
  // Four things may have taken every neutral colour.
  const free = neutral.length > 0 ? neutral : toyboxColors.filter((color) => !used.has(color))
  const drawn = random.shuffle(free)[0]!
  return {
    color: background.color ?? drawn,
    texture: background.texture,
    angle: phase(random),
    phase: phase(random),
  }
}

/** Colours for things that name none: none is used twice, and none is the background's. */
function openColors(sentence: ToyboxSentence, background: ToyboxColor, random: Random): ToyboxColor[] {
  const used = new Set<ToyboxColor | null>([background, ...sentence.things.map(({ color }) => color)])
  return random.shuffle(toyboxColors.filter((color) => !used.has(color)))
}

/** Part of the picture's area that a medium thing covers, by how it moves and how many there are. */
const areaShares = {
  // More than the 5 % of pixels whose motion VBench's dynamic degree looks at (vbench/dynamic_degree.py, get_score).
  alone: 0.14,
  // Small enough to travel 4 pixels a frame without leaving the picture.
  travelling: 0.065,
  // Two, and three or four, in their cells without touching.
  two: 0.085,
  many: 0.045,
} as const

function shareOf(thing: ToyboxThing, count: number): number {
  if (count > 2) return areaShares.many
  if (axisOf(thing.motion) !== null) return areaShares.travelling
  return count === 2 ? areaShares.two : areaShares.alone
}

function radiusOf(thing: ToyboxThing, cell: Cell, size: SceneSize, random: Random): number {
  const jitter = 1 + 0.12 * (random.next() - 0.5)
  const area = shareOf(thing, cell.count) * sizes[thing.size] * size.width * size.height
  const radius = jitter * Math.sqrt(area / areas[thing.shape])
  // A pixel of background stays around it.
  return Math.min(radius, Math.min(cell.width, cell.height) / 2 - 1)
}
