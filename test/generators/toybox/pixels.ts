import { createHash } from 'node:crypto'
import { toyboxFrames } from '../../../bench/generators/toybox/clip.ts'
import type { Degradation } from '../../../bench/generators/toybox/degrade.ts'
import { type ToyboxColor, toyboxColors, toyboxPalette } from '../../../bench/records/toybox-vocabulary.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'

export const size = { width: 128, height: 128, frames: 16 } as const

export function draw(prompt: string, seed = 1, degradation: Degradation | null = null): RgbFrame[] {
  return [...toyboxFrames(prompt, seed, size, degradation)]
}

/** The first frame alone: the others are not drawn. */
export function drawFirst(prompt: string, seed = 1, degradation: Degradation | null = null): RgbFrame {
  return toyboxFrames(prompt, seed, size, degradation).next().value as RgbFrame
}

/** Checksums of the pictures: arrays of this size take a test runner seconds to compare. */
export const digests = (frames: readonly RgbFrame[]) =>
  frames.map(({ data }) => createHash('sha256').update(data).digest('hex'))

/** Whether the palette colour nearest to a pixel is the given one. */
function isColor(data: Uint8Array, at: number, color: ToyboxColor): boolean {
  const own = distance(data, at, toyboxPalette[color])
  for (const other of toyboxColors) {
    if (distance(data, at, toyboxPalette[other]) < own) return false
  }
  return true
}

function distance(
  data: Uint8Array,
  at: number,
  [red, green, blue]: readonly [number, number, number],
): number {
  return (data[at]! - red) ** 2 + (data[at + 1]! - green) ** 2 + (data[at + 2]! - blue) ** 2
}

/** Where the pixels of a colour lie: how many, their middle and their bounds. */
export function regionOf(frame: RgbFrame, color: ToyboxColor) {
  let [count, sumX, sumY] = [0, 0, 0]
  let [left, right, top, bottom] = [frame.width, -1, frame.height, -1]
  for (let pixel = 0; pixel < frame.width * frame.height; pixel++) {
    if (!isColor(frame.data, pixel * 3, color)) continue
    const x = pixel % frame.width
    const y = Math.floor(pixel / frame.width)
    count++
    sumX += x
    sumY += y
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { count, x: sumX / count, y: sumY / count, left, right, top, bottom }
}

/** Mean absolute difference of two frames over pixels and channels, 8-bit levels. */
export function difference(a: RgbFrame, b: RgbFrame): number {
  let sum = 0
  for (let at = 0; at < a.data.length; at++) sum += Math.abs(a.data[at]! - b.data[at]!)
  return sum / a.data.length
}

export const pairs = (frames: readonly RgbFrame[]) =>
  frames.slice(1).map((frame, i) => [frames[i]!, frame] as const)

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
