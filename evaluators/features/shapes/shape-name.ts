import { type ToyboxShape, toyboxShapes } from '../../../bench/records/toybox-vocabulary.ts'
import { type Inside, shapeOutlines } from './outlines.ts'

/** Points of a shape: pixel centres, x and y interleaved. */
export type Points = Float64Array

export interface ShapeGuess {
  readonly name: ToyboxShape
  /** 1 for a perfect fit; 0.5 when another shape fits as well. */
  readonly score: number
}

/** Angular harmonics that are compared, from the first. Ours: the fifth tells stars, the sixth hexagons; noise lies above. */
const harmonics = 8

/** Weight of the polar moment. Ours: its span (0.16 … 0.30) becomes as wide as the harmonics', whose noise is larger. */
const momentWeight = 4

/** Descriptors further apart than this are not the same shape. Ours: most of the distance between circle and square. */
const farthest = 0.25

/**
 * The shape whose geometry fits best, or null when none fits. Independent of place, size and rotation.
 */
export function shapeName(points: Points): ShapeGuess | null {
  const found = describe(points)
  const [best, second] = ideals
    .map(({ name, descriptors }) => ({
      name,
      distance: Math.min(...descriptors.map((descriptor) => distance(found, descriptor))),
    }))
    .sort((a, b) => a.distance - b.distance)
  if (!best || !second || best.distance > farthest) return null
  return { name: best.name, score: second.distance / (best.distance + second.distance) }
}

/**
 * What is left of a shape when place, size and rotation are taken away: magnitudes of the angular harmonics of the
 * area around its centroid, weighted by squared distance so that corners count, and the polar moment of its area,
 * which tells a ring from a disc. (Complex moments: Abu-Mostafa and Psaltis, IEEE PAMI 6(6), 1984.)
 */
export function describe(points: Points): Float64Array {
  const count = points.length / 2
  const [centerX, centerY] = centroid(points)
  const real = new Float64Array(harmonics + 1)
  const imaginary = new Float64Array(harmonics + 1)
  let squares = 0
  for (let i = 0; i < points.length; i += 2) {
    const x = (points[i] as number) - centerX
    const y = (points[i + 1] as number) - centerY
    const square = x * x + y * y
    if (square === 0) continue
    squares += square
    // powers of the unit vector (x + iy) / r are the harmonics of its angle
    const unitX = x / Math.sqrt(square)
    const unitY = y / Math.sqrt(square)
    let powerX = square
    let powerY = 0
    for (let n = 1; n <= harmonics; n++) {
      const nextX = powerX * unitX - powerY * unitY
      powerY = powerX * unitY + powerY * unitX
      powerX = nextX
      real[n] = (real[n] as number) + powerX
      imaginary[n] = (imaginary[n] as number) + powerY
    }
  }
  const descriptor = new Float64Array(harmonics + 1)
  // a pixel is an area of 1, whose own moment is 1/6
  descriptor[0] = (momentWeight * (squares / count + 1 / 6)) / count
  if (squares === 0) return descriptor
  for (let n = 1; n <= harmonics; n++) {
    descriptor[n] = Math.hypot(real[n] as number, imaginary[n] as number) / squares
  }
  return descriptor
}

function centroid(points: Points): [number, number] {
  let x = 0
  let y = 0
  for (let i = 0; i < points.length; i += 2) {
    x += points[i] as number
    y += points[i + 1] as number
  }
  return [(2 * x) / points.length, (2 * y) / points.length]
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)))
}

/** Pixels from the centre to the farthest point of an ideal shape. */
const idealRadius = 100

const ideals = toyboxShapes.map((name) => ({
  name,
  descriptors: shapeOutlines[name].map((inside) => describe(pointsInside(inside))),
}))

function pointsInside(inside: Inside): Points {
  const points: number[] = []
  for (let y = -idealRadius; y <= idealRadius; y++) {
    for (let x = -idealRadius; x <= idealRadius; x++) {
      if (inside(x / idealRadius, y / idealRadius)) points.push(x, y)
    }
  }
  return Float64Array.from(points)
}
