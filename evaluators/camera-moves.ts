import type { RoleOutputs } from './contract.ts'

export type CameraMove =
  | 'pan_left'
  | 'pan_right'
  | 'tilt_up'
  | 'tilt_down'
  | 'zoom_in'
  | 'zoom_out'
  | 'static'

type Tracks = RoleOutputs['camera-tracker']
type Direction = 'left' | 'right' | 'up' | 'down' | 'static'
/** Displacement in pixels. */
type Vector = readonly [x: number, y: number]

/** Share of the shorter side that a point must move along an axis. Source: camera_motion.py, transform_class. */
const leastShare = 0.005

/** What the camera does when two opposite edges move so. The scene goes the other way. Source: classify_*. */
const moves = {
  left_left: 'pan_right',
  right_right: 'pan_left',
  down_down: 'tilt_up',
  up_up: 'tilt_down',
  static_static: 'static',
} as const satisfies Record<string, CameraMove>
const topAndBottom: Readonly<Record<string, CameraMove>> = {
  ...moves,
  up_down: 'zoom_in',
  down_up: 'zoom_out',
}
const leftAndRight: Readonly<Record<string, CameraMove>> = {
  ...moves,
  left_right: 'zoom_in',
  right_left: 'zoom_out',
}

/**
 * What the camera does between the first frame and the last, by the points in the middle of the grid's four edges:
 * edges that move the same way are a pan or a tilt, edges that part or meet are a zoom. Several can be found at once.
 * "static" counts only when it is all that is found by either pair of edges: beside a pair of which nothing can be said
 * it is dropped, so that nothing is left.
 *
 * Source: vbench2_beta_i2v/camera_motion.py, camera_classify. It cuts positions to integers before it subtracts them.
 *
 * @param shorterSide of the clip, pixels
 */
export function cameraMoves(tracks: Tracks, shorterSide: number): readonly CameraMove[] {
  const [top, bottom, left, right] = edgePoints(tracks).map((point) =>
    directionsOf(displacement(tracks, point), shorterSide * leastShare),
  ) as [Direction[], Direction[], Direction[], Direction[]]
  const vertical = pairMoves(top, bottom, topAndBottom)
  const horizontal = pairMoves(left, right, leftAndRight)
  const found = new Set([...vertical, ...horizontal])
  const isUndecided = vertical.length === 0 || horizontal.length === 0
  if (found.size > 1 || isUndecided) found.delete('static')
  return [...found]
}

/** The points in the middle of the top, bottom, left and right edge; of an even number the one behind the middle. */
function edgePoints({ points }: Tracks): readonly number[] {
  const side = Math.round(Math.sqrt(points))
  if (side * side !== points) throw new RangeError(`${points} points: expected a square grid`)
  const middle = Math.floor(side / 2)
  const last = side - 1
  return [middle, last * side + middle, middle * side, middle * side + last]
}

function displacement({ tracks, frames, points }: Tracks, point: number): Vector {
  const at = (frame: number, axis: 0 | 1) => Math.trunc(tracks[(frame * points + point) * 2 + axis] as number)
  return [at(frames - 1, 0) - at(0, 0), at(frames - 1, 1) - at(0, 1)]
}

function directionsOf([x, y]: Vector, least: number): Direction[] {
  const found: Direction[] = []
  if (x > least) found.push('right')
  else if (x < -least) found.push('left')
  if (y > least) found.push('down')
  else if (y < -least) found.push('up')
  return found.length > 0 ? found : ['static']
}

function pairMoves(
  a: readonly Direction[],
  b: readonly Direction[],
  table: Readonly<Record<string, CameraMove>>,
): CameraMove[] {
  return a.flatMap((first) => b.flatMap((second) => table[`${first}_${second}`] ?? []))
}
