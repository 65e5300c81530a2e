import { BenchError } from '../errors.ts'

/** Largest picture that is decoded or encoded: DCI 8K (SMPTE ST 2036-1), 8192 × 4320. */
export const maxPixels = 8192 * 4320

/**
 * Largest picture of its own, such as one that a clip is made from: cameras make larger ones than videos have. Where Pillow,
 * with which VBench-I2V reads them, takes a picture for an attack (src/PIL/Image.py, twice MAX_IMAGE_PIXELS).
 */
export const maxPicturePixels = 178_956_970

/** Largest image file of an image folder, bytes: the largest picture at 16 bits, 4 channels, uncompressed. */
export const maxImageBytes = maxPixels * 8

/** Most frames of one clip: over nine hours at 30 per second. A small file can claim billions. */
export const maxFrames = 1_000_000

/** Most images of an image folder: over an hour at 24 per second. */
export const maxImages = 100_000

/** Throws VIDEO_CORRUPT for a picture without a size, VIDEO_TOO_LARGE for one beyond the limit. */
export function checkSize(path: string, width: number, height: number, limit = maxPixels): void {
  if (width < 1 || height < 1) {
    throw new BenchError('VIDEO_CORRUPT', { path, found: 'the size of its frames cannot be read' })
  }
  checkLargest(path, width, height, limit)
}

/** Throws VIDEO_TOO_LARGE for a picture beyond the limit. */
export function checkLargest(path: string, width: number, height: number, pixels = maxPixels): void {
  if (width * height <= pixels) return
  const limit = pixels === maxPixels ? `${maxPixels} pixels (8192x4320)` : `${pixels} pixels`
  throw new BenchError('VIDEO_TOO_LARGE', { path, found: `frames of ${width}x${height}`, limit })
}
