// Videos are [T, B, C, H, W]: T frames, B batch, C channels (in), O channels (out), H height, W width
import type { Graph } from './graph.ts'
import type { Value } from './value.ts'
import {
  type Conv3dOptions,
  frameKernels,
  framesFirst,
  framesLast,
  imageKernel,
  inChunks,
  inFrames,
  interleaveFrames,
  type Size,
  window,
} from './video.ts'

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
