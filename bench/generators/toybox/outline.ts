import type { ToyboxShape } from '../../records/toybox-vocabulary.ts'

/** Signed distance of a point to an outline of circumradius 1 around the origin, y downwards; negative inside. */
export type Outline = (x: number, y: number) => number

type Point = readonly [x: number, y: number]

/** Radius of a ring's hole. */
const holeRadius = 0.55

/** Radius of a star's inner corners. */
const starRadius = 0.55

/** Half the width of a cross's arm, against half its length. */
const armRatio = 0.36

export const outlines: Readonly<Record<ToyboxShape, Outline>> = {
  circle: (x, y) => Math.hypot(x, y) - 1,
  square: polygon(regular(4, 45)),
  triangle: polygon(regular(3, -90)),
  star: polygon(starCorners()),
  heart,
  cross: polygon(crossCorners()),
  ring: (x, y) => Math.abs(Math.hypot(x, y) - (1 + holeRadius) / 2) - (1 - holeRadius) / 2,
  hexagon: polygon(regular(6, 0)),
}

/** Area of each outline, so that things of one size cover as many pixels whatever their shape. */
export const areas: Readonly<Record<ToyboxShape, number>> = {
  circle: Math.PI,
  square: polygonArea(regular(4, 45)),
  triangle: polygonArea(regular(3, -90)),
  star: polygonArea(starCorners()),
  // A square of side 1 and two half discs of diameter 1.
  heart: 1 + Math.PI / 4,
  cross: polygonArea(crossCorners()),
  ring: Math.PI * (1 - holeRadius ** 2),
  hexagon: polygonArea(regular(6, 0)),
}

/** Corners on the unit circle, the first at `startDegrees`. */
function regular(corners: number, startDegrees: number, radius: (i: number) => number = () => 1): Point[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (startDegrees / 180 + (2 * i) / corners) * Math.PI
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)]
  })
}

function starCorners(): Point[] {
  return regular(10, -90, (i) => (i % 2 === 0 ? 1 : starRadius))
}

function crossCorners(): Point[] {
  const long = 1 / Math.hypot(1, armRatio)
  const short = long * armRatio
  const quarter: Point[] = [
    [short, -long],
    [short, -short],
    [long, -short],
  ]
  // Each quarter turn maps (x, y) to (−y, x).
  const turn = ([x, y]: Point): Point => [-y, x]
  return [
    quarter,
    quarter.map(turn),
    quarter.map(turn).map(turn),
    quarter.map(turn).map(turn).map(turn),
  ].flat()
}

/**
 * A square of side 1 on its corner with half discs on its two upper sides, joined: their smallest distance is exact
 * outside and never too small inside.
 */
function heart(x: number, y: number): number {
  // Half the distance of a side's middle from the centre, along each axis.
  const middle = Math.SQRT1_2 / 2
  const side = Math.max(Math.abs(x + y), Math.abs(x - y)) * Math.SQRT1_2 - 0.5
  const disc = Math.hypot(Math.abs(x) - middle, y + middle) - 0.5
  return Math.min(side, disc)
}

/** Distance to the nearest edge; the sign by the parity of edges that a ray to the right crosses. */
function polygon(corners: readonly Point[]): Outline {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    let inside = false
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const [ax, ay] = corners[i]!
      const [bx, by] = corners[j]!
      const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
      const t = Math.min(1, Math.max(0, along))
      nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
    return inside ? -nearest : nearest
  }
}

/** The shoelace formula. */
function polygonArea(corners: readonly Point[]): number {
  const twice = corners.reduce((sum, [ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!
    return sum + ax * by - bx * ay
  }, 0)
  return Math.abs(twice) / 2
}
