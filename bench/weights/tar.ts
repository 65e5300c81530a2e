import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** Source: POSIX.1-2017, pax, "ustar Interchange Format". */
const blockBytes = 512

/** Archives that unpack to more are not read on. Ours: twice the largest package in the weights table. */
const mostBytes = 512 * 2 ** 20

export interface WantedEntry {
  /** Exact path in the archive. */
  readonly path: string
  /** Exact size; an entry of another size is an error before anything of it is kept. */
  readonly bytes: number
}

/**
 * The bytes of some entries of a gzipped tar archive, by path; those that it lacks are absent from the result. Only
 * regular files are seen, nothing is written, and no name of the archive is used as a path.
 *
 * Throws an Error for a damaged archive or an entry of another size.
 */
export async function readTarEntries(
  archive: string,
  wanted: readonly WantedEntry[],
): Promise<ReadonlyMap<string, Buffer>> {
  const reader = new TarReader(wanted)
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        reader.push(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  await pipeline(createReadStream(archive), createGunzip(), sink)
  return reader.finish()
}

interface Entry {
  /** Null for entries that are skipped. */
  readonly path: string | null
  readonly chunks: Buffer[]
  left: number
  padding: number
}

class TarReader {
  readonly #wanted: ReadonlyMap<string, number>
  readonly #found = new Map<string, Buffer>()
  #pending: Buffer = Buffer.alloc(0)
  #entry: Entry | null = null
  #total = 0
  #ended = false

  constructor(wanted: readonly WantedEntry[]) {
    this.#wanted = new Map(wanted.map(({ path, bytes }) => [path, bytes]))
  }

  push(chunk: Buffer): void {
    this.#total += chunk.length
    if (this.#total > mostBytes) throw new Error(`expected at most ${mostBytes} bytes unpacked, found more`)
    let rest = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = Buffer.alloc(0)
    while (rest.length > 0 && !this.#ended) {
      if (this.#entry) rest = this.#readBody(this.#entry, rest)
      else if (rest.length >= blockBytes) {
        this.#readHeader(rest.subarray(0, blockBytes))
        rest = rest.subarray(blockBytes)
      } else {
        this.#pending = Buffer.from(rest)
        return
      }
    }
  }

  finish(): ReadonlyMap<string, Buffer> {
    if (this.#entry) throw new Error('expected a whole archive, found one that ends inside an entry')
    return this.#found
  }

  #readHeader(header: Buffer): void {
    // two blocks of zeros end an archive; what may follow is padding
    if (header.every((byte) => byte === 0)) {
      this.#ended = true
      return
    }
    const { path, bytes, isFile } = parseHeader(header)
    const expected = isFile ? this.#wanted.get(path) : undefined
    if (expected !== undefined && expected !== bytes) {
      throw new Error(`${path}: expected ${expected} bytes, found ${bytes}`)
    }
    const padding = (blockBytes - (bytes % blockBytes)) % blockBytes
    const entry = { path: expected === undefined ? null : path, chunks: [], left: bytes, padding }
    this.#entry = entry
    if (bytes === 0) this.#close(entry)
  }

  #readBody(entry: Entry, data: Buffer): Buffer {
    const body = data.subarray(0, entry.left)
    if (entry.path !== null) entry.chunks.push(Buffer.from(body))
    entry.left -= body.length
    const skipped = entry.left === 0 ? Math.min(entry.padding, data.length - body.length) : 0
    entry.padding -= skipped
    if (entry.left === 0 && entry.padding === 0) this.#close(entry)
    return data.subarray(body.length + skipped)
  }

  #close(entry: Entry): void {
    if (entry.path !== null) this.#found.set(entry.path, Buffer.concat(entry.chunks))
    this.#entry = null
  }
}

interface Header {
  readonly path: string
  readonly bytes: number
  readonly isFile: boolean
}

function parseHeader(header: Buffer): Header {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
  if (sum !== octal(header, 148, 8)) throw new Error('expected a tar header, found one with a wrong checksum')
  const name = text(header, 0, 100)
  const isUstar = text(header, 257, 5) === 'ustar'
  const prefix = isUstar ? text(header, 345, 155) : ''
  const type = String.fromCharCode(header[156] as number)
  return {
    path: prefix ? `${prefix}/${name}` : name,
    bytes: octal(header, 124, 12),
    isFile: type === '0' || type === '\0',
  }
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('utf8')
}

function octal(header: Buffer, start: number, length: number): number {
  const digits = text(header, start, length).trim()
  if (!/^[0-7]+$/.test(digits)) throw new Error(`expected an octal number in a tar header, found "${digits}"`)
  return Number.parseInt(digits, 8)
}
