import type { ToyboxShape } from '../../../bench/records/toybox-vocabulary.ts'
import type { ColorName } from '../color-name.ts'
import { bodiesOf, type Picture } from './bodies.ts'
import { shapeName } from './shape-name.ts'

export interface FoundShape {
  readonly name: ToyboxShape
  readonly color: ColorName
  /** Pixels of the picture; the last two exclusive. */
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number]
  readonly score: number
}

/** The shapes of a picture by falling score; bodies that resemble none are left out. */
export function findShapes(picture: Picture): readonly FoundShape[] {
  return bodiesOf(picture)
    .flatMap(({ color, pixels }) => {
      const points = pointsOf(pixels, picture.width)
      const guess = shapeName(points)
      return guess ? [{ ...guess, color, box: boxOf(points) }] : []
    })
    .sort((a, b) => b.score - a.score)
}

function pointsOf(pixels: readonly number[], width: number): Float64Array {
  const points = new Float64Array(2 * pixels.length)
  for (const [i, index] of pixels.entries()) {
    points[2 * i] = index % width
    points[2 * i + 1] = Math.floor(index / width)
  }
  return points
}

function boxOf(points: Float64Array): FoundShape['box'] {
  let [x0, y0, x1, y1] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] as number
    const y = points[i + 1] as number
    x0 = Math.min(x0, x)
    y0 = Math.min(y0, y)
    x1 = Math.max(x1, x + 1)
    y1 = Math.max(y1, y + 1)
  }
  return [x0, y0, x1, y1]
}
