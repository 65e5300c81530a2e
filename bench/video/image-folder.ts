import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FF_THREAD_SLICE } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib'
import { BenchError } from '../errors.ts'
import { decoders } from './codecs.ts'
import { reason } from './libav.ts'
import { checkSize, maxImageBytes, maxImages, maxPixels } from './limits.ts'
import { reading } from './read-error.ts'

/**
 * Absolute paths of the PNG and JPEG files of a folder, in natural order: 2.png before 10.png.
 *
 * @throws BenchError VIDEO_UNREADABLE, VIDEO_FORMAT, VIDEO_TOO_LARGE
 */
export async function listImages(folder: string): Promise<string[]> {
  const entries = await reading(folder, readdir(folder, { withFileTypes: true }))
  // links are left out: a folder of frames has no reason to point elsewhere
  const names = entries
    .filter((entry) => entry.isFile() && codecByName(entry.name))
    .map((entry) => entry.name)
  if (names.length === 0) {
    const found = `a folder without PNG or JPEG images (${entries.length} entries)`
    throw new BenchError('VIDEO_FORMAT', {
      path: folder,
      found,
      expected: 'at least one .png, .jpg or .jpeg',
    })
  }
  if (names.length > maxImages) {
    const found = `${names.length} images`
    throw new BenchError('VIDEO_TOO_LARGE', { path: folder, found, limit: `${maxImages} images` })
  }
  return names.sort(naturalOrder).map((name) => join(folder, name))
}

/** Decodes images one at a time, of at most so many pixels. The frame is overwritten by the next `decode`. */
export interface ImageDecoder {
  decode(path: string): Promise<Frame>
  close(): void
}

export function openImageDecoder(pixels = maxPixels): ImageDecoder {
  const contexts = new Map<ImageCodec, CodecContext>()
  const packet = new Packet()
  packet.alloc()
  const frame = new Frame()
  frame.alloc()
  return {
    async decode(path) {
      const codec = codecByName(path) ?? 'png'
      const context = contexts.get(codec) ?? openCodec(codec, pixels)
      contexts.set(codec, context)
      packet.data = await imageBytes(path, codec)
      // without the mark FFmpeg takes a PNG for the difference to the one before
      packet.isKeyframe = true
      const sent = await context.sendPacket(packet)
      packet.unref()
      const code = sent < 0 ? sent : await context.receiveFrame(frame)
      if (code < 0 || frame.decodeErrorFlags !== 0) {
        const found = `no readable ${codec === 'png' ? 'PNG' : 'JPEG'} image${code < 0 ? `: ${reason(code)}` : ''}`
        throw new BenchError('VIDEO_CORRUPT', { path, found })
      }
      checkSize(path, frame.width, frame.height, pixels)
      return frame
    },
    close() {
      for (const context of contexts.values()) context.freeContext()
      packet.free()
      frame.free()
    },
  }
}

export type ImageCodec = 'png' | 'mjpeg'

export function codecByName(name: string): ImageCodec | undefined {
  if (/\.png$/i.test(name)) return 'png'
  return /\.jpe?g$/i.test(name) ? 'mjpeg' : undefined
}

function openCodec(codec: ImageCodec, pixels: number): CodecContext {
  const decoder = Codec.findDecoderByName(decoders[codec] as never)
  const context = new CodecContext()
  context.allocContext3(decoder)
  // frame threads would hold pictures back until later ones arrive
  context.threadType = FF_THREAD_SLICE
  context.threadCount = 1
  // not by a dictionary: in node-av 6.1 open2Sync frees the one that it gets, and the collector frees it again
  context.setOption('max_pixels', pixels)
  const code = context.open2Sync(decoder)
  if (code < 0) throw new Error(`The ${codec} decoder does not open: ${reason(code)}`)
  return context
}

async function imageBytes(path: string, codec: ImageCodec): Promise<Buffer> {
  const { size } = await reading(path, stat(path))
  if (size === 0) throw new BenchError('VIDEO_EMPTY', { path })
  if (size > maxImageBytes) {
    throw new BenchError('VIDEO_TOO_LARGE', {
      path,
      found: `${size} bytes`,
      limit: `${maxImageBytes} bytes`,
    })
  }
  const bytes = await reading(path, readFile(path))
  const isJpeg = codec === 'mjpeg' && bytes.subarray(0, 2).equals(jpegStart)
  if (isJpeg && !bytes.subarray(-maxJpegTrailer).includes(jpegEnd)) {
    throw new BenchError('VIDEO_TRUNCATED', { path, found: 'the end mark of its JPEG image is missing' })
  }
  return bytes
}

/** Marks of JPEG (ITU-T T.81, table B.1). FFmpeg fills what a cut image lacks with grey and says nothing. */
const jpegStart = Buffer.from([0xff, 0xd8])
const jpegEnd = Buffer.from([0xff, 0xd9])

/** Bytes that other programs may have put behind the end mark. */
const maxJpegTrailer = 4096

/** Compares runs of digits by their number and the rest by code unit, so that the order is the same in every locale. */
export function naturalOrder(a: string, b: string): number {
  const partsA = a.split(/(\d+)/)
  const partsB = b.split(/(\d+)/)
  for (let i = 0; i < Math.min(partsA.length, partsB.length); i++) {
    const order =
      i % 2 === 1
        ? byNumber(partsA[i] as string, partsB[i] as string)
        : byUnit(partsA[i] as string, partsB[i] as string)
    if (order !== 0) return order
  }
  return partsA.length - partsB.length || byUnit(a, b)
}

const byUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function byNumber(a: string, b: string): number {
  const [digitsA, digitsB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return digitsA.length - digitsB.length || byUnit(digitsA, digitsB)
}
