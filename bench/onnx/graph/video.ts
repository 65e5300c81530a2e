// T frames, B batch, C channels (in), O channels (out), H height, W width.
// Videos inside a graph are [T, B, C, H, W]: frames first, so that a range of frames is one piece of memory and every
// frame is an image of a 2D convolution.
import type { Graph } from './graph.ts'
import type { Value } from './value.ts'

export type Size = readonly [frames: number, batch: number, channels: number, height: number, width: number]

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
export function inFrames(g: Graph, outputPositions: number, weight: Value): boolean {
  const [outputs, channels] = weight.shape as readonly [number, number]
  const large = outputPositions >= manyPositions && outputPositions * outputs * channels >= manyProducts
  return g.conv3d === 'frames' || (g.conv3d === 'auto' && large)
}

/** The kernel of each tap in time: kt times [O, C / groups, k, k]. */
export const frameKernels = (g: Graph, weight: Value): Value[] =>
  Array.from({ length: weight.shape[2] as number }, (_, t) => g.take(weight, 2, t))

/** What a single frame is convolved with: among repeated frames by the sum of all taps, among zeros by its own. */
export const imageKernel = (g: Graph, weight: Value, { padMode, timePads }: Conv3dOptions): Value =>
  padMode === 'edge' ? g.squeeze(g.sum(weight, [2]), 2) : g.take(weight, 2, timePads[0])

/** Frames [start, end) of the video with its padding in time, counted from the first padded frame. */
export function window(
  g: Graph,
  x: Value,
  { timePads, padMode }: Conv3dOptions,
  start: number,
  end: number,
): Value {
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
export function inChunks(
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

/** a0 b0 a1 b1 …; `a` may have one frame more. */
export function interleaveFrames(g: Graph, a: Value, b: Value): Value {
  const [count, ...frame] = b.shape as Size
  const pairs = g.concat([g.unsqueeze(g.slice(a, 0, 0, count), 1), g.unsqueeze(b, 1)], 1)
  const merged = g.reshape(pairs, [2 * count, ...frame])
  return a.shape[0] === count ? merged : g.concat([merged, g.slice(a, 0, count)], 0)
}
