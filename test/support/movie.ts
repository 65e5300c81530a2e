import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RgbFrame } from '../../bench/video/contract.ts'
import { decodeFrames } from '../../bench/video/decode.ts'
import { encodeVideo } from '../../bench/video/encode.ts'

/** Absolute path of a committed clip. */
export const clip = (name: string) => fileURLToPath(new URL(`../fixtures/video/${name}`, import.meta.url))

/** Frames of a bright square that moves over a gradient, so that every frame and every side of it is different. */
export function* movingSquare(count: number, width: number, height: number) {
  for (let index = 0; index < count; index++) {
    const data = new Uint8Array(width * height * 3)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = Math.abs(x - index * 2 - 4) < 4 && Math.abs(y - 6) < 4
        data.set(inside ? [255, 240, 200] : [(x * 4) % 256, (y * 4) % 256, 90], (y * width + x) * 3)
      }
    }
    yield { data }
  }
}

/** A clip of `count` frames at `path`, made by our own encoder. */
export async function writeClip(
  path: string,
  count: number,
  width = 64,
  height = 48,
  fps = 8,
): Promise<string> {
  await encodeVideo(path, movingSquare(count, width, height), { width, height, fps, crf: 18 })
  return path
}

/** All frames of a clip with bytes of their own; what is thrown after them is returned too. */
export async function framesOf(path: string): Promise<{ frames: RgbFrame[]; error: unknown }> {
  const frames: RgbFrame[] = []
  try {
    for await (const frame of decodeFrames(path)) frames.push({ ...frame, data: frame.data.slice() })
    return { frames, error: undefined }
  } catch (error) {
    return { frames, error }
  }
}

/** Copies an MP4 and writes a display matrix into its track header (ISO/IEC 14496-12, 8.3.2). */
export function writeTurned(from: string, to: string, degrees: 90 | 180 | 270): string {
  const bytes = readFileSync(from)
  const header = bytes.indexOf('tkhd')
  const [cos, sin] = { 90: [0, 1], 180: [-1, 0], 270: [0, -1] }[degrees] as [number, number]
  const matrix = [cos, sin, 0, -sin, cos, 0, 0, 0, 0x4000]
  // type, version and flags, five fields of version 0, 16 bytes of layer, group and volume
  for (const [i, value] of matrix.entries())
    bytes.writeInt32BE(value * 0x10000, header + 4 + 4 + 20 + 16 + 4 * i)
  writeFileSync(to, bytes)
  return to
}
