// T frames, B batch, C channels (in), O channels (out), H height, W width.
// Videos inside a graph are [T, B, C, H, W]: frames first, so that a range of frames is one piece of memory and every
// frame is an image of a 2D convolution.
import type { Graph } from './graph.ts'
import { GraphError, showShape } from './shape.ts'
import type { Value } from './value.ts'

type Size = readonly [frames: number, batch: number, channels: number, height: number, width: number]

/** [B, C, T, H, W], as networks are fed, to frames first. */
export const framesFirst = (g: Graph, x: Value): Value => g.transpose(x, [2, 0, 1, 3, 4])

/** Frames first to [B, C, T, H, W]. */
export const framesLast = (g: Graph, x: Value): Value => g.transpose(x, [1, 2, 0, 3, 4])

export interface Conv3dOptions {
  readonly strides: readonly [time: number, height: number, width: number]
  /** Frames added [before, after]; height and width keep their size at stride 1. */
  readonly timePads: readonly [number, number]
  /** What is added: zeros, or the border's values. */
  readonly padMode: 'constant' | 'edge'
  readonly groups: number
}

/**
 * Output positions (T·B·H·W) from which transformed kernels pay. Below, a layer's kernels take more memory than its
 * videos. Measured on the causal autoencoder at official size, 2 latent frames of 8×8: transforming all layers takes
 * 2.8 GiB instead of 1.1.
 */
const manyPositions = 2 ** 13
/** Products of positions and channels below which a convolution takes some 20 ms on two cores in any form. */
const manyProducts = 2 ** 26

/** Whether to compute with 2D convolutions of frames; `auto` decides by what it would save. */
function inFrames(g: Graph, outputPositions: number, weight: Value): boolean {
  const [outputs, channels] = weight.shape as readonly [number, number]
  const large = outputPositions >= manyPositions && outputPositions * outputs * channels >= manyProducts
  return g.conv3d === 'frames' || (g.conv3d === 'auto' && large)
}

/** 3D convolution of [T, B, C, H, W]; weight is [O, C / groups, kt, k, k], bias [O]. */
export function conv3d(
  g: Graph,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const [frames, batch, , height, width] = x.shape as Size
  const [, channels, kernel] = weight.shape as readonly number[]
  const { strides, groups } = options
  const strided = strides.some((stride) => stride > 1)
  const depthwise = groups > 1 && channels === 1
  if (g.conv3d === 'direct') return directConv3d(g, x, weight, bias, options)
  if (kernel === 1) return frameConv(g, x, g.squeeze(weight, 2), bias, options)
  if (frames === 1) return frameConv(g, x, imageKernel(g, weight, options), bias, options)
  if (!depthwise && !inFrames(g, strided ? 0 : frames * batch * height * width, weight)) {
    return directConv3d(g, x, weight, bias, options)
  }
  const taps = frameKernels(g, weight)
  const fast = kernel === 3 && strides[0] === 1 && groups === 1
  return fast ? winogradConv(g, x, taps, bias, options) : tapConv(g, x, taps, bias, options)
}

/** The plain form: one ONNX Conv over time and space. */
function directConv3d(
  g: Graph,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const half = ((weight.shape[3] as number) - 1) / 2
  const pads = [options.timePads, [half, half], [half, half]] as const
  const video = framesLast(g, x) // [B, C, T, H, W]
  const edge = options.padMode === 'edge'
  const padded = edge ? g.pad(video, [[0, 0], [0, 0], ...pads], 'edge') : video
  const { strides, groups } = options
  return framesFirst(g, g.conv(padded, weight, bias, { strides, groups, ...(edge ? {} : { pads }) }))
}

/** The kernel of each tap in time: kt times [O, C / groups, k, k]. */
const frameKernels = (g: Graph, weight: Value): Value[] =>
  Array.from({ length: weight.shape[2] as number }, (_, t) => g.take(weight, 2, t))

/** What a single frame is convolved with: among repeated frames by the sum of all taps, among zeros by its own. */
const imageKernel = (g: Graph, weight: Value, { padMode, timePads }: Conv3dOptions): Value =>
  padMode === 'edge' ? g.squeeze(g.sum(weight, [2]), 2) : g.take(weight, 2, timePads[0])

/** A 2D convolution of every frame. */
function frameConv(
  g: Graph,
  x: Value,
  kernel: Value,
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const [frames, batch, channels, height, width] = x.shape as Size
  const half = ((kernel.shape[2] as number) - 1) / 2
  const around = [half, half] as const
  const images = g.reshape(x, [frames * batch, channels, height, width])
  const edge = options.padMode === 'edge' && half > 0
  const padded = edge ? g.pad(images, [[0, 0], [0, 0], around, around], 'edge') : images
  const pads = edge ? [[0, 0] as const, [0, 0] as const] : [around, around]
  const out = g.conv(padded, kernel, bias, {
    strides: options.strides.slice(1),
    groups: options.groups,
    pads,
  })
  return g.reshape(out, [frames, batch, ...out.shape.slice(1)])
}

/** Frames [start, end) of the video with its padding in time, counted from the first padded frame. */
function window(g: Graph, x: Value, { timePads, padMode }: Conv3dOptions, start: number, end: number): Value {
  const frames = x.shape[0] as number
  const [before] = timePads
  const still = [0, 0] as const
  const missing = [Math.max(0, before - start), Math.max(0, end - before - frames)] as const
  const seen = g.slice(x, 0, Math.max(start - before, 0), Math.min(end - before, frames))
  return g.pad(seen, [missing, still, still, still, still], padMode)
}

/** Elements of a video that are worked on at one time, so that transformed copies stay small: 16 MiB in float32. */
const chunkElements = 2 ** 22

/** Computes ranges of at most `chunkElements` (but at least `least` frames), and joins the results along time. */
function inChunks(
  g: Graph,
  x: Value,
  frames: number,
  least: number,
  compute: (start: number, end: number) => Value,
): Value {
  const perFrame = (x.shape as Size).slice(1).reduce((n, size) => n * size)
  const size = least * Math.max(1, Math.floor(chunkElements / (least * perFrame)))
  const parts: Value[] = []
  for (let start = 0; start < frames; start += size)
    parts.push(compute(start, Math.min(frames, start + size)))
  return g.concat(parts, 0)
}

/** The sum of one 2D convolution per tap, each over its own range of frames. */
function tapConv(
  g: Graph,
  x: Value,
  taps: readonly Value[],
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const stride = options.strides[0]
  const padded = (x.shape[0] as number) + options.timePads[0] + options.timePads[1]
  const frames = Math.floor((padded - taps.length) / stride) + 1
  return inChunks(g, x, frames, 1, (start, end) => {
    const seen = window(g, x, options, start * stride, (end - 1) * stride + taps.length)
    const parts = taps.map((tap, t) => {
      const own = g.slice(seen, 0, t, t + (end - start - 1) * stride + 1, stride)
      return frameConv(g, own, tap, t === 0 ? bias : undefined, options)
    })
    return parts.reduce((sum, part) => g.add(sum, part))
  })
}

/**
 * Winograd's minimal filtering F(2, 3) along time: two output frames from four input frames with four 2D convolutions
 * instead of six.
 *
 * Source: Lavin and Gray 2016, section 4.1.
 */
function winogradConv(
  g: Graph,
  x: Value,
  taps: readonly Value[],
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const [g0, g1, g2] = taps as [Value, Value, Value]
  const outer = g.add(g0, g2)
  const kernels = [g0, g.mul(g.add(outer, g1), 0.5), g.mul(g.sub(outer, g1), 0.5), g2] as const
  return inChunks(g, x, x.shape[0] as number, 2, (start, end) =>
    winogradPairs(g, window(g, x, options, start, end + 2), kernels, bias, options),
  )
}

/** `x` holds the output's frames and two more. */
function winogradPairs(
  g: Graph,
  x: Value,
  kernels: readonly [Value, Value, Value, Value],
  bias: Value | undefined,
  options: Conv3dOptions,
): Value {
  const frames = (x.shape[0] as number) - 2
  const [firsts, seconds] = [Math.ceil(frames / 2), Math.floor(frames / 2)]
  const every2 = (start: number, count: number) => g.slice(x, 0, start, start + 2 * count - 1, 2)
  const [x0, x1, x2] = [every2(0, firsts), every2(1, firsts), every2(2, firsts)]
  const conv = (value: Value, kernel: Value, withBias?: Value) =>
    frameConv(g, value, kernel, withBias, options)
  const m2 = conv(g.add(x1, x2), kernels[1], bias)
  const m3 = conv(g.sub(x2, x1), kernels[2])
  const even = g.add(g.add(conv(g.sub(x0, x2), kernels[0]), m2), m3)
  if (seconds === 0) return even
  const m4 = conv(g.sub(every2(1, seconds), every2(3, seconds)), kernels[3])
  const odd = g.sub(g.sub(g.slice(m2, 0, 0, seconds), g.slice(m3, 0, 0, seconds)), m4)
  return interleaveFrames(g, even, odd)
}

/** a0 b0 a1 b1 …; `a` may have one frame more. */
function interleaveFrames(g: Graph, a: Value, b: Value): Value {
  const [count, ...frame] = b.shape as Size
  const pairs = g.concat([g.unsqueeze(g.slice(a, 0, 0, count), 1), g.unsqueeze(b, 1)], 1)
  const merged = g.reshape(pairs, [2 * count, ...frame])
  return a.shape[0] === count ? merged : g.concat([merged, g.slice(a, 0, count)], 0)
}

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
