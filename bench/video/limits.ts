import { BenchError } from '../errors.ts'

/** Largest picture that is decoded or encoded: DCI 8K (SMPTE ST 2036-1), 8192 × 4320. */
export const maxPixels = 8192 * 4320

/** Largest image file of an image folder, bytes: the largest picture at 16 bits, 4 channels, uncompressed. */
export const maxImageBytes = maxPixels * 8

/** Most frames of one clip: over nine hours at 30 per second. A small file can claim billions. */
export const maxFrames = 1_000_000

/** Most images of an image folder: over an hour at 24 per second. */
export const maxImages = 100_000

/** Throws VIDEO_CORRUPT for a picture without a size, VIDEO_TOO_LARGE for one beyond `maxPixels`. */
export function checkSize(path: string, width: number, height: number): void {
  if (width < 1 || height < 1) {
    throw new BenchError('VIDEO_CORRUPT', { path, found: 'the size of its frames cannot be read' })
  }
  checkLargest(path, width, height)
}

/** Throws VIDEO_TOO_LARGE for a picture beyond `maxPixels`. */
export function checkLargest(path: string, width: number, height: number): void {
  if (width * height <= maxPixels) return
  const limit = `${maxPixels} pixels (8192x4320)`
  throw new BenchError('VIDEO_TOO_LARGE', { path, found: `frames of ${width}x${height}`, limit })
}
