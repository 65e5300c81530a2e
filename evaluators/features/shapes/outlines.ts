import type { ToyboxShape } from '../../../bench/records/toybox-vocabulary.ts'

type Point = readonly [x: number, y: number]

/** Whether a point lies inside an outline that fits the unit circle; y points down. */
export type Inside = (x: number, y: number) => boolean

/** What the words mean to this detector: its own geometry, from their plain definitions. */
export const shapeOutlines: Readonly<Record<ToyboxShape, Inside>> = {
  circle: (x, y) => Math.hypot(x, y) <= 1,
  square: polygon(corners(4)),
  triangle: polygon(corners(3)),
  // a five-pointed star whose inner corners lie about half-way out
  star: polygon(corners(10, (i) => (i % 2 === 0 ? 1 : 0.53))),
  // a square on its corner and two half-discs on its upper sides
  heart: (x, y) =>
    Math.abs(x) + Math.abs(y) <= Math.SQRT1_2 || Math.hypot(Math.abs(x) - 0.354, y + 0.354) <= 0.5,
  // a Greek cross with arms about a third as wide as it is long
  cross: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.94 && Math.min(Math.abs(x), Math.abs(y)) <= 0.33,
  ring: (x, y) => Math.hypot(x, y) <= 1 && Math.hypot(x, y) >= 0.55,
  hexagon: polygon(corners(6)),
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
