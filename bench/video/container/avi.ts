import { type ByteSource, shortOf } from './bytes.ts'

/** RIFF chunks of one file: OpenDML writes one a gigabyte. */
const maxChunks = 10_000

/** What is missing at the end of an AVI file (OpenDML AVI File Format Extensions 1.02: a sequence of RIFF chunks). */
export async function aviExtent(bytes: ByteSource): Promise<string | null> {
  let offset = 0
  for (let count = 0; count < maxChunks && offset + 8 <= bytes.size; count++) {
    const head = await bytes.read(offset, 8)
    if (head.toString('latin1', 0, 4) !== 'RIFF') break
    const size = head.readUInt32LE(4)
    // a writer that was stopped, or that writes to a pipe, leaves the size empty
    if (size === 0 || size === 0xffffffff) return null
    const end = offset + 8 + size
    if (end > bytes.size) return shortOf('RIFF chunk', end, bytes.size)
    offset = end + (size % 2)
  }
  return null
}
