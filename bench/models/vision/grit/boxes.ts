// N boxes

/** Boxes with a score each, in pixels of the image. */
export interface Boxes {
  /** x0, y0, x1, y1 of every box; 4N. */
  readonly corners: Float32Array
  readonly scores: Float32Array
}

export interface ImageSize {
  readonly height: number
  readonly width: number
}

/** The boxes at the given places, in that order. */
export function pickBoxes({ corners, scores }: Boxes, places: readonly number[]): Boxes {
  const picked = new Float32Array(4 * places.length)
  places.forEach((place, i) => {
    picked.set(corners.subarray(4 * place, 4 * place + 4), 4 * i)
  })
  return { corners: picked, scores: Float32Array.from(places, (place) => scores[place]!) }
}

/** Moves corners that lie outside the image to its border. Source: detectron2, structures/boxes.py, clip. */
export function clipCorners(corners: Float32Array, { height, width }: ImageSize): Float32Array {
  return corners.map((value, i) => Math.min(Math.max(value, 0), i % 2 === 0 ? width : height))
}

/** Upper bound of a predicted growth: log(1000 / 16) (detectron2, modeling/box_regression.py). */
const largestGrowth = Math.log(1000 / 16)

/**
 * Moves and resizes boxes by predicted changes, both [N, 4]: of the centre in units of the size, and of the size's
 * logarithm, each multiplied by its weight.
 *
 * Source: detectron2, modeling/box_regression.py, Box2BoxTransform.apply_deltas.
 */
export function changeCorners(
  corners: Float32Array,
  changes: Float32Array,
  weights: readonly [x: number, y: number, width: number, height: number],
): Float32Array {
  const changed = new Float32Array(corners.length)
  for (let at = 0; at < corners.length; at += 4) {
    for (const axis of [0, 1] as const) {
      const [low, high] = [corners[at + axis]!, corners[at + axis + 2]!]
      const size = high - low
      const centre = low + 0.5 * size + (changes[at + axis]! / weights[axis]) * size
      const growth = Math.min(changes[at + axis + 2]! / weights[axis === 0 ? 2 : 3], largestGrowth)
      changed[at + axis] = centre - 0.5 * Math.exp(growth) * size
      changed[at + axis + 2] = centre + 0.5 * Math.exp(growth) * size
    }
  }
  return changed
}

/**
 * Greedy non-maximum suppression: boxes by falling score, without those that overlap one before them by more than
 * `threshold` of their union. Equal scores keep their order. `isEnough` may end it early, given the places kept so far
 * and the next box's score.
 *
 * Source: torchvision, ops/cpu/nms_kernel.cpp.
 */
export function withoutOverlaps(
  { corners, scores }: Boxes,
  threshold: number,
  isEnough: (kept: readonly number[], next: number) => boolean = () => false,
): number[] {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const kept: number[] = []
  for (const place of order) {
    if (isEnough(kept, scores[place]!)) break
    if (!kept.some((other) => overlap(corners, other, place) > threshold)) kept.push(place)
  }
  return kept
}

/** Intersection over union; not a number for two boxes without area, which then both stay, as upstream. */
function overlap(corners: Float32Array, a: number, b: number): number {
  const [ax, ay, au, av] = corners.subarray(4 * a, 4 * a + 4) as unknown as Corners
  const [bx, by, bu, bv] = corners.subarray(4 * b, 4 * b + 4) as unknown as Corners
  const across = Math.max(0, Math.min(au, bu) - Math.max(ax, bx))
  const shared = across * Math.max(0, Math.min(av, bv) - Math.max(ay, by))
  return shared / ((au - ax) * (av - ay) + (bu - bx) * (bv - by) - shared)
}
type Corners = readonly [x0: number, y0: number, x1: number, y1: number]
