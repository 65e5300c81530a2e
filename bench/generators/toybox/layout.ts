import type { ToyboxSentence } from './grammar.ts'
import { axisOf } from './grammar.ts'
import type { SceneSize } from './scene.ts'

/** The part of the picture that a thing has for itself; pixels. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Things on the picture. */
  readonly count: number
}

/**
 * A cell for each thing. A relation puts its two things side by side or above each other. Otherwise things that
 * travel get lanes along their way, so that none covers another unless two of them cross, and things that keep
 * their place stand side by side (two) or on a grid (three, four).
 */
export function cellsOf({ things, relation }: ToyboxSentence, size: SceneSize): readonly Cell[] {
  const count = things.length
  if (relation !== null) {
    const cells =
      relation.includes('left') || relation.includes('right') ? grid(2, 1, size) : grid(1, 2, size)
    const firstIsFirst = relation === 'on the left of' || relation === 'on the top of'
    return withCount(firstIsFirst ? cells : cells.toReversed(), count)
  }
  const axes = things.map(({ motion }) => axisOf(motion))
  if (axes.includes('x')) return withCount(grid(1, count, size), count)
  if (axes.includes('y')) return withCount(grid(count, 1, size), count)
  return withCount(count <= 2 ? grid(count, 1, size) : grid(2, 2, size), count)
}

type Place = Omit<Cell, 'count'>

/** Equal cells in reading order. */
function grid(columns: number, rows: number, size: SceneSize): Place[] {
  const width = size.width / columns
  const height = size.height / rows
  return Array.from({ length: rows * columns }, (_, i) => ({
    x: (i % columns) * width,
    y: Math.floor(i / columns) * height,
    width,
    height,
  }))
}

const withCount = (places: readonly Place[], count: number): Cell[] =>
  places.map((place) => ({ ...place, count }))
