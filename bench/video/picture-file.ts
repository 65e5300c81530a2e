import type { RgbPicture } from './contract.ts'
import { maxPicturePixels } from './limits.ts'

/** Names of pictures that can be read; other files are read as videos. */
export const isPictureName = (path: string): boolean => /\.(?:png|jpe?g)$/i.test(path)

/** Decodes a PNG or JPEG file, as Pillow does. Throws BenchError of the VIDEO_ family. */
export async function readPicture(path: string): Promise<RgbPicture> {
  // the codec is a native library: it is loaded when the first picture is read
  const { openImageDecoder } = await import('./image-folder.ts')
  const { jpegRgb } = await import('./jpeg-rgb.ts')
  const { openRgbConverter } = await import('./rgb-converter.ts')
  const decoder = openImageDecoder(maxPicturePixels)
  try {
    const frame = await decoder.decode(path)
    const data = jpegRgb(frame)
    if (data !== null) return { width: frame.width, height: frame.height, data }
    const converter = openRgbConverter(path, frame.width, frame.height, 0)
    try {
      const { width, height } = converter
      return { width, height, data: Uint8Array.from(converter.convert(frame)) }
    } finally {
      converter.close()
    }
  } finally {
    decoder.close()
  }
}
