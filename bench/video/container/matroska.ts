import { type ByteSource, shortOf } from './bytes.ts'

/** EBML element IDs (RFC 9559, section 5.1). */
const segmentId = 0x18538067

/** Elements that may stand before the segment: the EBML header and padding. */
const maxElements = 16

/** What is missing at the end of a Matroska or WebM file. A segment of unknown size (a live recording) misses nothing. */
export async function matroskaExtent(bytes: ByteSource): Promise<string | null> {
  let offset = 0
  for (let count = 0; count < maxElements && offset < bytes.size; count++) {
    const element = readElement(await bytes.read(offset, 12))
    if (!element) break
    if (element.size === null) return null
    const end = offset + element.headBytes + element.size
    if (element.id === segmentId) return end > bytes.size ? shortOf('segment', end, bytes.size) : null
    offset = end
  }
  return 'its segment is missing'
}

interface Element {
  readonly id: number
  readonly headBytes: number
  /** Null when the writer did not know it. */
  readonly size: number | null
}

/** An ID and a size, both of variable length (RFC 8794, sections 5 and 6). */
function readElement(head: Buffer): Element | null {
  const idBytes = vintBytes(head[0])
  const sizeBytes = vintBytes(head[idBytes])
  const headBytes = idBytes + sizeBytes
  if (idBytes > 4 || sizeBytes > 8 || head.length < headBytes) return null
  const id = head.readUIntBE(0, idBytes)
  let size = BigInt((head[idBytes] ?? 0) & (0xff >> sizeBytes))
  for (let i = idBytes + 1; i < headBytes; i++) size = (size << 8n) | BigInt(head[i] ?? 0)
  const unknown = (1n << BigInt(7 * sizeBytes)) - 1n
  return { id, headBytes, size: size === unknown ? null : Number(size) }
}

/** Bytes of a variable-length integer by its first byte; 9 when it is none. */
const vintBytes = (first: number | undefined): number => (first ? Math.clz32(first) - 23 : 9)
