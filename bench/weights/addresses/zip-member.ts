import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'

// signatures, sizes and methods: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.4.5
const endSignature = 0x06054b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50
const maxCommentBytes = 0xffff
const stored = 0
const deflated = 8

/** Bounds against hostile archives. Ours: a model zoo of RAFT has six files of 20 MB. */
const maxDirectoryBytes = 2 ** 20
const maxMemberBytes = 2 ** 32

interface Member {
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  readonly localOffset: number
}

/**
 * Writes one file of a zip archive to `target`. Sizes and checksum are those of the archive's directory; zip64 and
 * encrypted archives are refused. Throws an Error in plain words.
 */
export async function extractZipMember(archive: string, name: string, target: string): Promise<void> {
  const file = await open(archive, 'r')
  try {
    const member = await findMember(file, name)
    const start = await dataStart(file, member)
    const check = new Check(member)
    if (member.packedBytes === 0) throw new Error(`${name} is empty in it`)
    const packed = createReadStream(archive, { start, end: start + member.packedBytes - 1 })
    const steps = member.method === deflated ? [createInflateRaw(), check] : [check]
    await pipeline([packed, ...steps, createWriteStream(target)])
    check.finish(name)
  } finally {
    await file.close()
  }
}

async function findMember(file: FileHandle, name: string): Promise<Member> {
  const { size } = await file.stat()
  const tail = await readAt(
    file,
    Math.max(0, size - 22 - maxCommentBytes),
    Math.min(size, 22 + maxCommentBytes),
  )
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue
    const bytes = tail.readUInt32LE(at + 12)
    if (bytes > maxDirectoryBytes) throw new Error(`its directory has ${bytes} bytes`)
    return memberIn(await readAt(file, tail.readUInt32LE(at + 16), bytes), name)
  }
  throw new Error('it is no zip archive, or incomplete')
}

function memberIn(directory: Buffer, name: string): Member {
  const names: string[] = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === centralSignature; ) {
    const end = at + 46 + directory.readUInt16LE(at + 28)
    const found = directory.toString('utf8', at + 46, end)
    if (found === name) {
      const method = directory.readUInt16LE(at + 10)
      const isEncrypted = (directory.readUInt16LE(at + 8) & 1) !== 0
      if (isEncrypted || (method !== stored && method !== deflated))
        throw new Error(`${name} can't be unpacked`)
      return {
        method,
        crc: directory.readUInt32LE(at + 16),
        packedBytes: directory.readUInt32LE(at + 20),
        bytes: directory.readUInt32LE(at + 24),
        localOffset: directory.readUInt32LE(at + 42),
      }
    }
    names.push(found)
    at = end + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  throw new Error(`it holds no ${name}, but ${names.slice(0, 5).join(', ') || 'nothing'}`)
}

async function dataStart(file: FileHandle, { localOffset, bytes }: Member): Promise<number> {
  const local = await readAt(file, localOffset, 30)
  if (local.readUInt32LE(0) !== localSignature || bytes >= maxMemberBytes - 1)
    throw new Error('it is damaged')
  return localOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Error('it ends too early')
  return buffer
}

/** Lets bytes through while they are as many as promised, and sums them up. */
class Check extends Transform {
  readonly #member: Member
  #bytes = 0
  #crc = 0

  constructor(member: Member) {
    super()
    this.#member = member
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length
    this.#crc = crc32(chunk, this.#crc)
    if (this.#bytes > this.#member.bytes)
      done(new Error(`it unpacks to more than ${this.#member.bytes} bytes`))
    else done(null, chunk)
  }

  finish(name: string): void {
    const { bytes, crc } = this.#member
    if (this.#bytes !== bytes || this.#crc !== crc) throw new Error(`${name} is damaged in it`)
  }
}
