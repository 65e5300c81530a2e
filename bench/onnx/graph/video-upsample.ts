// Videos are [T, B, C, H, W]: T frames, B batch, C channels (in), O channels (out), H height, W width
import type { Graph } from './graph.ts'
import { GraphError, showShape } from './shape.ts'
import type { Value } from './value.ts'
import {
  type Conv3dOptions,
  frameKernels,
  imageKernel,
  inChunks,
  inFrames,
  interleaveFrames,
  type Size,
  window,
} from './video.ts'
import { conv3d } from './video-conv.ts'

export interface UpsampleOptions {
  /** Whether frames are doubled as well as height and width. */
  readonly time: boolean
  /**
   * `edge`: a causal convolution that repeats borders; the first frame is not doubled. `constant`: zeros around; all
   * frames are doubled.
   */
  readonly padMode: 'constant' | 'edge'
}

/**
 * Nearest-neighbour doubling followed by a 3×3×3 convolution. Taps that see copies of one pixel are summed beforehand,
 * so that the convolution runs on the small video: 2×2 pixels per output pixel, and three convolutions per pair of
 * frames instead of six.
 */
export function upsampleConv3d(
  g: Graph,
  x: Value,
  weight: Value,
  bias: Value,
  { time, padMode }: UpsampleOptions,
): Value {
  const timePads = padMode === 'edge' ? ([2, 0] as const) : ([1, 1] as const)
  const options: Conv3dOptions = { strides: [1, 1, 1], timePads, padMode, groups: 1 }
  const [frames, batch, , height, width] = x.shape as Size
  if (frames > 1 && !inFrames(g, frames * batch * 4 * height * width, weight)) {
    return conv3d(g, repeatPixels(g, x, time, padMode), weight, bias, options)
  }
  if (frames === 1) return doublePixels(g, [{ x, kernel: imageKernel(g, weight, options) }], bias, padMode)
  const taps = frameKernels(g, weight)
  if (!time) return upsampledFrames(g, x, taps, bias, options)
  return padMode === 'edge' ? doubleCausal(g, x, taps, bias) : doubleAll(g, x, taps, bias)
}

function repeatPixels(g: Graph, x: Value, time: boolean, padMode: 'constant' | 'edge'): Value {
  const large = g.repeat(x, { 3: 2, 4: 2 })
  if (!time || x.shape[0] === 1) return large
  if (padMode === 'constant') return g.repeat(large, { 0: 2 })
  return g.concat([g.slice(large, 0, 0, 1), g.repeat(g.slice(large, 0, 1), { 0: 2 })], 0)
}

/** Doubles space only: an ordinary convolution over time whose 2D convolutions are the four of `doublePixels`. */
function upsampledFrames(
  g: Graph,
  x: Value,
  taps: readonly Value[],
  bias: Value,
  options: Conv3dOptions,
): Value {
  return inChunks(g, x, x.shape[0] as number, 1, (start, end) => {
    const seen = window(g, x, options, start, end + 2)
    const terms = taps.map((kernel, t) => ({ x: g.slice(seen, 0, t, t + end - start), kernel }))
    return doublePixels(g, terms, bias, options.padMode)
  })
}

/**
 * With f the frames, w the taps and s their sum, the two outputs between f[j-1] and f[j] are s·f[j-1] + w2·d and
 * s·f[j-1] + (w1 + w2)·d, where d = f[j] - f[j-1]. The first output is s·f[0].
 */
function doubleCausal(g: Graph, x: Value, [w0, w1, w2]: readonly Value[], bias: Value): Value {
  const sum = g.add(g.add(w0!, w1!), w2!)
  return inChunks(g, x, (x.shape[0] as number) - 1, 1, (start, end) => {
    const before = g.slice(x, 0, start, end)
    const change = g.sub(g.slice(x, 0, start + 1, end + 1), before)
    const steady = doublePixels(g, [{ x: before, kernel: sum }], bias, 'edge')
    const first = g.add(steady, doublePixels(g, [{ x: change, kernel: w2! }], undefined, 'edge'))
    const second = g.add(first, doublePixels(g, [{ x: change, kernel: w1! }], undefined, 'edge'))
    const pairs = interleaveFrames(g, first, second)
    return start === 0 ? g.concat([g.slice(steady, 0, 0, 1), pairs], 0) : pairs
  })
}

/**
 * The same with zeros before the first and after the last frame: each frame f[j] gives the second output of the pair
 * before it and the first output of the pair after it.
 */
function doubleAll(g: Graph, x: Value, [w0, w1, w2]: readonly Value[], bias: Value): Value {
  const sum = g.add(g.add(w0!, w1!), w2!)
  const options: Conv3dOptions = { strides: [1, 1, 1], timePads: [1, 1], padMode: 'constant', groups: 1 }
  return inChunks(g, x, x.shape[0] as number, 1, (start, end) => {
    const count = end - start
    const seen = window(g, x, options, start, end + 2) // f[start - 1] to f[end]
    const before = g.slice(seen, 0, 0, count + 1)
    const change = g.sub(g.slice(seen, 0, 1), before)
    const steady = doublePixels(g, [{ x: before, kernel: sum }], bias, 'constant')
    const first = g.add(steady, doublePixels(g, [{ x: change, kernel: w2! }], undefined, 'constant'))
    const early = { x: g.slice(change, 0, 0, count), kernel: w1! }
    const second = g.add(g.slice(first, 0, 0, count), doublePixels(g, [early], undefined, 'constant'))
    return interleaveFrames(g, second, g.slice(first, 0, 1))
  })
}

interface Term {
  readonly x: Value
  /** [O, C, 3, 3] */
  readonly kernel: Value
}

/**
 * The sum of 3×3 convolutions of doubled images, [T, B, O, 2H, 2W]. Output pixels fall into four kinds by the parity
 * of their row and column, each a 2×2 convolution of the small images.
 */
function doublePixels(
  g: Graph,
  terms: readonly Term[],
  bias: Value | undefined,
  padMode: 'constant' | 'edge',
): Value {
  const [frames, batch, channels, height, width] = terms[0]!.x.shape as Size
  const images = terms.map(({ x }) => {
    const flat = g.reshape(x, [frames * batch, channels, height, width])
    return g.pad(
      flat,
      [
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
      ],
      padMode,
    )
  })
  const kinds = [0, 1].flatMap((row) =>
    [0, 1].map((column) => {
      const parts = terms.map(({ kernel }, i) => {
        const merged = mergeTaps(g, mergeTaps(g, kernel, 2, row), 3, column) // [O, C, 2, 2]
        const seen = g.slice(g.slice(images[i]!, 2, row, row + height + 1), 3, column, column + width + 1)
        return g.conv(seen, merged, i === 0 ? bias : undefined)
      })
      return g.unsqueeze(
        parts.reduce((sum, part) => g.add(sum, part)),
        2,
      ) // [T·B, O, 1, H, W]
    }),
  )
  const outputs = kinds[0]!.shape[1] as number
  const deep = g.reshape(g.concat(kinds, 2), [frames * batch, outputs * 4, height, width])
  return g.reshape(g.depthToSpace(deep, 2), [frames, batch, outputs, 2 * height, 2 * width])
}

/** Three taps along an axis to two: an even output sees (previous, own, own), an odd one (own, own, next). */
function mergeTaps(g: Graph, kernel: Value, axis: number, parity: number): Value {
  if (kernel.shape[axis] !== 3) throw new GraphError(`Expected three taps in ${showShape(kernel.shape)}`)
  const [a, b, c] = g.split(kernel, [1, 1, 1], axis) as [Value, Value, Value]
  return g.concat(parity === 0 ? [a, g.add(b, c)] : [g.add(a, b), c], axis)
}
