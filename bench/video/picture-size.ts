import { open } from 'node:fs/promises'
import { BenchError } from '../errors.ts'
import { maxPicturePixels } from './limits.ts'
import { reading } from './read-error.ts'
import type { Size } from './resize/size.ts'

/** Metadata and colour profiles stand before a JPEG's size; larger ones are not searched. */
const headBytes = 4 * 2 ** 20

/**
 * Width and height of a PNG or JPEG file as its header states them, pixels; nothing is decoded. Throws IMAGE_UNREADABLE and
 * BenchError of the VIDEO_ family. A picture that is larger than what is decoded counts as unreadable.
 */
export async function readPictureSize(path: string): Promise<Size> {
  const head = await reading(path, readHead(path))
  const size = pngSize(head) ?? jpegSize(head)
  if (size === null || size.width < 1 || size.height < 1) {
    throw new BenchError('IMAGE_UNREADABLE', { path, found: 'no header of a PNG or JPEG file' })
  }
  if (size.width * size.height > maxPicturePixels) {
    throw new BenchError('IMAGE_UNREADABLE', { path, found: `a picture of ${size.width}x${size.height}` })
  }
  return size
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

// PNG specification, 5.2 and 11.2.2: eight bytes of signature, then the chunk IHDR with width and height
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function pngSize(head: Buffer): Size | null {
  if (head.length < 24 || !head.subarray(0, 8).equals(pngSignature)) return null
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}

/** Marker segments up to the first frame header. Source: ITU-T T.81, table B.1 and B.2.2. */
function jpegSize(head: Buffer): Size | null {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= head.length) {
    if (head[at] !== 0xff) return null
    const marker = head[at + 1] as number
    if (marker === 0xff) {
      at++
    } else if (isFrameHeader(marker)) {
      return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
    } else {
      at += 2 + head.readUInt16BE(at + 2)
    }
  }
  return null
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
