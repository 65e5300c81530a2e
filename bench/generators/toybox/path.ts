import type { Random } from '../../tensor/random.ts'
import { axisOf, type ToyboxThing } from './grammar.ts'
import type { Cell } from './layout.ts'
import type { SceneSize } from './scene.ts'
import { directions, type ToyboxMotion } from './words.ts'

/**
 * Where a body is at any time: pixels, radians, frames. The centre is at `center` in the middle of the clip and moves
 * by `velocity`, swings by `swing` around it once in `swingFrames`, and turns by `spin` a frame; the radius runs from
 * the first factor of `growth` at the first frame to the second at the last.
 */
export interface Path {
  readonly center: readonly [number, number]
  readonly velocity: readonly [number, number]
  readonly swing: readonly [number, number]
  readonly swingFrames: number
  readonly swingPhase: number
  readonly angle: number
  readonly spin: number
  readonly growth: readonly [number, number]
  readonly frames: number
}

export interface Pose {
  readonly x: number
  readonly y: number
  readonly angle: number
  readonly scale: number
}

/**
 * Speeds at 128 × 128 and 8 frames a second. VBench calls a pixel's motion dynamic above 6 · 128/256 = 3 pixels a
 * frame (vbench/dynamic_degree.py, set_params), so the fast ones are well above and the slow one well below.
 */
const travelPixels = 5
const slowPixels = 1
/** Half the way of a bounce, and frames of a whole one: 7.7 pixels a frame at most, 4.9 on average. */
const swingPixels = 22
const swingFrames = 18
/** Twelve degrees: 5 pixels a frame at the rim of a medium thing. */
const spinRadians = (12 / 180) * Math.PI
const growth = { small: 0.6, large: 1.05 } as const
/** Pixels of background kept around a body: the picture's edge must not cut its soft rim. */
const margin = 2

/** The way of a thing of `radius` in its cell. */
export function pathOf(
  thing: ToyboxThing,
  radius: number,
  cell: Cell,
  size: SceneSize,
  random: Random,
): Path {
  const unit = Math.min(size.width, size.height) / 128
  const { motion } = thing
  const axis = axisOf(motion)
  // A traveller has the whole picture along its way and its lane across it.
  const roomX = room(axis === 'x' ? size.width : cell.width, radius)
  const roomY = room(axis === 'y' ? size.height : cell.height, radius)
  const middleX = axis === 'x' ? size.width / 2 : cell.x + cell.width / 2
  const middleY = axis === 'y' ? size.height / 2 : cell.y + cell.height / 2
  const velocity = velocityOf(motion, [roomX, roomY], size.frames, unit)
  const swing = swingOf(motion, [roomX, roomY], unit)
  // What the motion leaves of the room is for the seed, at most an eighth of the picture.
  const free = ([roomLength, way]: readonly [number, number]) => Math.min(roomLength - way, size.width / 8)
  const freeX = free([roomX, Math.abs(velocity[0]) * (size.frames - 1) + 2 * swing[0]])
  const freeY = free([roomY, Math.abs(velocity[1]) * (size.frames - 1) + 2 * swing[1]])
  return {
    center: [middleX + (random.next() - 0.5) * freeX, middleY + (random.next() - 0.5) * freeY],
    velocity,
    swing,
    swingFrames,
    swingPhase: random.next() * 2 * Math.PI,
    // Things stand upright within six degrees.
    angle: ((random.next() - 0.5) * 12 * Math.PI) / 180,
    spin: motion.kind === 'spinning' ? spinRadians * (random.next() < 0.5 ? -1 : 1) : 0,
    growth: growthOf(motion),
    frames: size.frames,
  }
}

/** How far a centre can go inside a length without the body leaving it. */
const room = (length: number, radius: number) => Math.max(0, length - 2 * radius - 2 * margin)

function velocityOf(
  motion: ToyboxMotion,
  rooms: readonly [number, number],
  frames: number,
  unit: number,
): [number, number] {
  if (motion.kind !== 'moving') return [0, 0]
  const [x, y] = directions[motion.direction]
  const fastest = (motion.slowly ? slowPixels : travelPixels) * unit
  const speed = (length: number) => Math.min(fastest, length / Math.max(1, frames - 1))
  return [x * speed(rooms[0]), y * speed(rooms[1])]
}

function swingOf(motion: ToyboxMotion, rooms: readonly [number, number], unit: number): [number, number] {
  if (motion.kind !== 'bouncing') return [0, 0]
  const reach = (length: number) => Math.min(swingPixels * unit, length / 2)
  return motion.axis === 'x' ? [reach(rooms[0]), 0] : [0, reach(rooms[1])]
}

function growthOf(motion: ToyboxMotion): [number, number] {
  if (motion.kind === 'growing') return [growth.small, growth.large]
  if (motion.kind === 'shrinking') return [growth.large, growth.small]
  return [1, 1]
}

/** The pose at a time in frames from the start of the clip; any real number. */
export function poseAt(path: Path, time: number): Pose {
  const last = Math.max(1, path.frames - 1)
  const fromMiddle = time - last / 2
  const swing = Math.cos((2 * Math.PI * time) / path.swingFrames + path.swingPhase)
  return {
    x: path.center[0] + path.velocity[0] * fromMiddle + path.swing[0] * swing,
    y: path.center[1] + path.velocity[1] * fromMiddle + path.swing[1] * swing,
    angle: path.angle + path.spin * time,
    scale: path.growth[0] + ((path.growth[1] - path.growth[0]) * time) / last,
  }
}
