import { type FileHandle, open } from 'node:fs/promises'

/** Why a weight file cannot be used; the opener adds the file's name and turns it into an error for the user. */
export class WeightFormatError extends Error {
  override readonly name = 'WeightFormatError'
}

/** A file of known size that is read in checked ranges. */
export interface ByteSource {
  readonly path: string
  readonly sizeBytes: number
  /** Exactly `length` bytes; throws WeightFormatError when the range leaves the file. */
  read(offset: number, length: number): Promise<Buffer>
}

/** A source over bytes in memory. */
export function memorySource(path: string, bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    path,
    sizeBytes: buffer.length,
    async read(offset, length) {
      checkRange(offset, length, buffer.length)
      return buffer.subarray(offset, offset + length)
    },
  }
}

/** Opens a file for the duration of `use`. */
export async function withFileSource<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return await use(fileSource(path, handle, size))
  } finally {
    await handle.close()
  }
}

const fileSource = (path: string, handle: FileHandle, sizeBytes: number): ByteSource => ({
  path,
  sizeBytes,
  async read(offset, length) {
    checkRange(offset, length, sizeBytes)
    const buffer = Buffer.allocUnsafe(length)
    const { bytesRead } = await handle.read(buffer, 0, length, offset)
    if (bytesRead !== length) throw new WeightFormatError(`ends after ${offset + bytesRead} bytes`)
    return buffer
  },
})

function checkRange(offset: number, length: number, size: number): void {
  const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0
  if (!fits || offset + length > size) {
    throw new WeightFormatError(
      `refers to bytes ${offset} to ${offset + length} of ${size}; it may be incomplete`,
    )
  }
}
