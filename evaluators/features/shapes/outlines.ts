import type { ToyboxShape } from '../../../bench/records/toybox-vocabulary.ts'

type Point = readonly [x: number, y: number]

/** Whether a point lies inside an outline that fits the unit circle; y points down. */
export type Inside = (x: number, y: number) => boolean

/**
 * What the words mean to this detector: its own geometry, from their plain definitions. Where a word leaves a proportion
 * open, several of them stand for it.
 */
export const shapeOutlines: Readonly<Record<ToyboxShape, readonly Inside[]>> = {
  circle: [(x, y) => Math.hypot(x, y) <= 1],
  square: [polygon(corners(4))],
  triangle: [polygon(corners(3))],
  // five points; how deep it is cut varies, 0.38 is the pentagram
  star: [0.38, 0.46, 0.54, 0.62].map((inner) => polygon(corners(10, (i) => (i % 2 === 0 ? 1 : inner)))),
  // a square on its corner and two half-discs on its upper sides
  heart: [
    (x, y) => Math.abs(x) + Math.abs(y) <= Math.SQRT1_2 || Math.hypot(Math.abs(x) - 0.354, y + 0.354) <= 0.5,
  ],
  // a Greek cross; the width of its arms varies, against their length
  cross: [0.25, 0.31, 0.37].map((arm) => cross(arm)),
  // an annulus; the width of its hole varies
  ring: [0.4, 0.5, 0.58, 0.64, 0.7, 0.75, 0.8].map((hole) => annulus(hole)),
  hexagon: [polygon(corners(6))],
}

function cross(arm: number): Inside {
  const length = 1 / Math.hypot(1, arm)
  return (x, y) => {
    const [near, far] = [Math.abs(x), Math.abs(y)].sort((a, b) => a - b) as [number, number]
    return far <= length && near <= length * arm
  }
}

function annulus(hole: number): Inside {
  return (x, y) => Math.hypot(x, y) <= 1 && Math.hypot(x, y) >= hole
}

function corners(count: number, radius: (i: number) => number = () => 1): readonly Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)]
  })
}

/** The even-odd rule. */
function polygon(points: readonly Point[]): Inside {
  return (x, y) => {
    let inside = false
    for (const [i, [ax, ay]] of points.entries()) {
      const [bx, by] = points.at(i - 1) as Point
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
    return inside
  }
}
