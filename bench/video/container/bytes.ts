import type { FileHandle } from 'node:fs/promises'

/** Random access to a file of `size` bytes. */
export interface ByteSource {
  readonly size: number
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>
}

export function fileBytes(file: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await file.read(buffer, 0, length, offset)
      return buffer.subarray(0, bytesRead)
    },
  }
}

/** "the mdat box should end at byte 900, the file ends at byte 512". */
export function shortOf(part: string, end: number, size: number): string {
  return `the ${part} should end at byte ${end}, the file ends at byte ${size}`
}
