import type { Size } from '../../video/resize/size.ts'
import type { AxisBorders } from './tile-borders.ts'

const channels = 3

/** How much the error of a reconstruction jumps at the borders of tiles. Steps are in levels of 255. */
export interface Seams {
  /** Mean step over all borders. */
  readonly borderStep: number
  /** Mean step over all other places between latents, along the axes that have borders. */
  readonly elsewhereStep: number
  /** borderStep / elsewhereStep: 1 without seams. */
  readonly ratio: number
  /** The border with the highest ratio to the other places of its axis. */
  readonly largest: { readonly axis: AxisBorders['axis']; readonly position: number; readonly ratio: number }
}

/** Collects steps of the error, frame by frame. */
export interface SeamMeter {
  /** Both frames are interleaved 8-bit RGB. They are not kept. */
  push(source: Uint8Array, reconstruction: Uint8Array): void
  /** Null where there is no border, no other place to compare it with, or no error at all. */
  finish(): Seams | null
}

/**
 * Measures seams. A seam is a step of the *error*, not of the picture, so that edges of what is shown don't count:
 * mean |e(p) − e(p − 1)| across a border p, over the same across every other place p between two latents. Steps between
 * latents are larger than inside one even without tiles, so only those are compared.
 */
export function seamMeter(borders: readonly AxisBorders[], size: Size): SeamMeter {
  const steps = new Map(borders.map((each) => [each, new Map<number, Step>()]))
  let previous: Int16Array | null = null
  let frame = 0
  return {
    push(source, reconstruction) {
      const error = errorOf(source, reconstruction)
      for (const [axis, known] of steps) {
        if (axis.axis === 'time') {
          if (previous !== null && isBetweenLatents(axis, frame))
            add(known, frame, frameStep(previous, error))
        } else addSteps(known, axis, error, size)
      }
      previous = error
      frame += 1
    },
    finish: () => seamsOf(steps),
  }
}

/** Sum of |steps| and how many. */
interface Step {
  sum: number
  count: number
}
type Steps = Map<number, Step>

function errorOf(source: Uint8Array, reconstruction: Uint8Array): Int16Array {
  if (source.length !== reconstruction.length) {
    throw new RangeError(`Frames of ${source.length} and ${reconstruction.length} bytes: expected one size`)
  }
  const error = new Int16Array(source.length)
  for (let i = 0; i < error.length; i++) error[i] = (reconstruction[i] as number) - (source[i] as number)
  return error
}

const isBetweenLatents = ({ period, offset }: AxisBorders, position: number) =>
  position >= offset && (position - offset) % period === 0

function frameStep(before: Int16Array, after: Int16Array): Step {
  let sum = 0
  for (let i = 0; i < after.length; i++) sum += Math.abs((after[i] as number) - (before[i] as number))
  return { sum, count: after.length }
}

function addSteps(known: Steps, axis: AxisBorders, error: Int16Array, { height, width }: Size): void {
  const isRow = axis.axis === 'height'
  const length = isRow ? height : width
  for (let position = 1; position < length; position++) {
    if (!isBetweenLatents(axis, position)) continue
    add(known, position, isRow ? rowStep(error, position, width) : columnStep(error, position, height, width))
  }
}

function rowStep(error: Int16Array, row: number, width: number): Step {
  const length = width * channels
  return frameStep(
    error.subarray((row - 1) * length, row * length),
    error.subarray(row * length, (row + 1) * length),
  )
}

function columnStep(error: Int16Array, column: number, height: number, width: number): Step {
  let sum = 0
  for (let row = 0; row < height; row++) {
    const at = (row * width + column) * channels
    for (let channel = 0; channel < channels; channel++) {
      sum += Math.abs((error[at + channel] as number) - (error[at + channel - channels] as number))
    }
  }
  return { sum, count: height * channels }
}

function add(known: Steps, position: number, { sum, count }: Step): void {
  const step = known.get(position)
  if (step === undefined) known.set(position, { sum, count })
  else {
    step.sum += sum
    step.count += count
  }
}

function seamsOf(steps: ReadonlyMap<AxisBorders, Steps>): Seams | null {
  const parts = [...steps].map(([axis, known]) => {
    const at = new Set(axis.positions)
    const all = [...known]
    return {
      axis,
      borders: all.filter(([position]) => at.has(position)),
      elsewhere: total(all.filter(([position]) => !at.has(position)).map(([, step]) => step)),
    }
  })
  // an axis whose every place is a border says nothing
  const usable = parts.filter(({ borders, elsewhere }) => borders.length > 0 && elsewhere.sum > 0)
  if (usable.length === 0) return null
  const borderStep = mean(total(usable.flatMap(({ borders }) => borders.map(([, step]) => step))))
  const elsewhereStep = mean(total(usable.map(({ elsewhere }) => elsewhere)))
  const [largest] = usable
    .flatMap(({ axis, borders, elsewhere }) =>
      borders.map(([position, step]) => ({ axis: axis.axis, position, ratio: mean(step) / mean(elsewhere) })),
    )
    .sort((a, b) => b.ratio - a.ratio)
  return { borderStep, elsewhereStep, ratio: borderStep / elsewhereStep, largest: largest! }
}

const total = (steps: readonly Step[]): Step =>
  steps.reduce((all, { sum, count }) => ({ sum: all.sum + sum, count: all.count + count }), {
    sum: 0,
    count: 0,
  })

const mean = ({ sum, count }: Step): number => sum / count
