import { type ByteSource, WeightFormatError } from './byte-source.ts'

/** A file inside a zip archive that is stored without compression. */
export interface ZipEntry {
  readonly name: string
  readonly offsetBytes: number
  readonly lengthBytes: number
}

// signatures and sizes: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16
const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50
const maxCommentBytes = 0xffff
const maxDirectoryBytes = 64 * 2 ** 20

/**
 * The stored files of a zip archive, by name; compressed and encrypted ones are left out. Throws WeightFormatError on
 * anything inconsistent.
 */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, offset, length } = await findDirectory(source)
  if (length > maxDirectoryBytes) throw new WeightFormatError(`has a zip directory of ${length} bytes`)
  const directory = await source.read(offset, length)
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    const { header, next } = readCentralHeader(directory, at)
    if (entries.has(header.name)) throw new WeightFormatError(`holds ${header.name} twice`)
    // TorchScript compresses its code, which is not read
    if (header.stored) entries.set(header.name, await locate(source, header))
    at = next
  }
  return entries
}

interface CentralHeader {
  readonly name: string
  readonly stored: boolean
  readonly localOffset: number
  readonly lengthBytes: number
}

async function findDirectory(source: ByteSource): Promise<{ count: number; offset: number; length: number }> {
  const tailLength = Math.min(source.sizeBytes, 22 + maxCommentBytes)
  const tailStart = source.sizeBytes - tailLength
  const tail = await source.read(tailStart, tailLength)
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature || at + 22 + tail.readUInt16LE(at + 20) !== tail.length)
      continue
    const count = tail.readUInt16LE(at + 10)
    const length = tail.readUInt32LE(at + 12)
    const offset = tail.readUInt32LE(at + 16)
    const small = count !== 0xffff && length !== 0xffffffff && offset !== 0xffffffff
    return small ? { count, offset, length } : findDirectory64(source, tailStart + at)
  }
  throw new WeightFormatError('has no zip directory; it may be incomplete')
}

async function findDirectory64(
  source: ByteSource,
  end: number,
): Promise<{ count: number; offset: number; length: number }> {
  const locator = await source.read(end - 20, 20)
  if (locator.readUInt32LE(0) !== locator64Signature)
    throw new WeightFormatError('has a damaged zip directory')
  const record = await source.read(safe(locator.readBigUInt64LE(8)), 56)
  if (record.readUInt32LE(0) !== end64Signature) throw new WeightFormatError('has a damaged zip directory')
  return {
    count: safe(record.readBigUInt64LE(32)),
    length: safe(record.readBigUInt64LE(40)),
    offset: safe(record.readBigUInt64LE(48)),
  }
}

function readCentralHeader(directory: Buffer, at: number): { header: CentralHeader; next: number } {
  if (at + 46 > directory.length || directory.readUInt32LE(at) !== centralSignature) {
    throw new WeightFormatError('has a damaged zip directory')
  }
  const flags = directory.readUInt16LE(at + 8)
  const method = directory.readUInt16LE(at + 10)
  const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
  const next = extraEnd + directory.readUInt16LE(at + 32)
  if (next > directory.length) throw new WeightFormatError('has a damaged zip directory')
  const name = directory.toString('utf8', at + 46, nameEnd)
  if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
    throw new WeightFormatError(`holds a path outside itself: ${name}`)
  }
  // bit 0: encrypted; method 0: stored
  const stored = (flags & 1) === 0 && method === 0
  const sizes = {
    raw: directory.readUInt32LE(at + 24),
    packed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
  }
  const { raw, packed, offset } = widen(sizes, directory.subarray(nameEnd, extraEnd))
  if (stored && raw !== packed) throw new WeightFormatError(`gives ${name} two sizes`)
  return { header: { name, stored, localOffset: offset, lengthBytes: raw }, next }
}

/** Replaces sizes that do not fit 32 bits by those of the zip64 extra field (id 1). */
function widen(sizes: { raw: number; packed: number; offset: number }, extra: Buffer): typeof sizes {
  const wide = { ...sizes }
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = extra.readUInt16LE(at)
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) break
    let field = at + 4
    for (const key of ['raw', 'packed', 'offset'] as const) {
      if (id !== 1 || wide[key] !== 0xffffffff || field + 8 > end) continue
      wide[key] = safe(extra.readBigUInt64LE(field))
      field += 8
    }
    at = end
  }
  return wide
}

async function locate(
  source: ByteSource,
  { name, localOffset, lengthBytes }: CentralHeader,
): Promise<ZipEntry> {
  const local = await source.read(localOffset, 30)
  if (local.readUInt32LE(0) !== localSignature)
    throw new WeightFormatError(`has no file where ${name} should be`)
  const offsetBytes = localOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  if (offsetBytes + lengthBytes > source.sizeBytes) {
    throw new WeightFormatError(`ends inside ${name}; it may be incomplete`)
  }
  return { name, offsetBytes, lengthBytes }
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new WeightFormatError('has a damaged zip directory')
  return Number(value)
}
