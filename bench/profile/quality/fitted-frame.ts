import type { RgbFrame } from '../../video/contract.ts'
import { resizePillow } from '../../video/resize/pillow.ts'
import { centreOffset, type Size } from '../../video/resize/size.ts'

const channels = 3

/**
 * A frame brought to a size: made smaller until it just covers it (bicubic, antialiased, as Pillow), then cut at the
 * centre. Interleaved 8-bit RGB, copied. Null for a frame that does not cover the size: enlarging it would only measure
 * how well an autoencoder keeps what is smooth.
 */
export function fittedFrame({ data, height, width }: RgbFrame, target: Size): Uint8Array | null {
  if (height < target.height || width < target.width) return null
  const scale = Math.max(target.height / height, target.width / width)
  const scaled = {
    height: Math.max(target.height, Math.round(height * scale)),
    width: Math.max(target.width, Math.round(width * scale)),
  }
  return cropped(resizePillow(data, channels, { height, width }, scaled, 'bicubic'), scaled, target)
}

function cropped(data: Uint8Array, from: Size, target: Size): Uint8Array {
  if (from.height === target.height && from.width === target.width) return data
  const { top, left } = centreOffset(from, target)
  const out = new Uint8Array(target.height * target.width * channels)
  for (let row = 0; row < target.height; row++) {
    const start = ((top + row) * from.width + left) * channels
    out.set(data.subarray(start, start + target.width * channels), row * target.width * channels)
  }
  return out
}
