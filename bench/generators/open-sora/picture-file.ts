import type { Picture } from './reference-pixels.ts'

/** Names of pictures that can be read; other files are read as videos. */
export const isPictureName = (path: string): boolean => /\.(?:png|jpe?g)$/i.test(path)

/** Decodes a PNG or JPEG file. Throws BenchError of the VIDEO_ family. */
export async function readPicture(path: string): Promise<Picture> {
  // the codec is a native library: it is loaded when the first picture is read
  const { openImageDecoder } = await import('../../video/image-folder.ts')
  const { openRgbConverter } = await import('../../video/rgb-converter.ts')
  const decoder = openImageDecoder()
  try {
    const frame = await decoder.decode(path)
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
