import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** What a file must be. */
export interface Expected {
  readonly bytes: number
  /** The hub's name for the content: 64 hex digits are its sha256 (LFS), 40 are git's sha1 of it as a blob. */
  readonly etag: string
  /** Null until the content was seen once. */
  readonly sha256: string | null
}

export interface Digest {
  readonly bytes: number
  readonly sha256: string
  /** git's name for the content; null where the expected name is a sha256. Source: Pro Git, 10.2 "Git Objects". */
  readonly gitSha1: string | null
}

/** The digests of content that arrives in pieces. */
export class ContentDigest {
  readonly #sha256 = createHash('sha256')
  readonly #sha1: Hash | null
  #bytes = 0

  constructor({ bytes, etag }: Expected) {
    // git hashes the size first
    this.#sha1 = etag.length === 40 ? createHash('sha1').update(`blob ${bytes}\0`) : null
  }

  update(chunk: Uint8Array): void {
    this.#sha256.update(chunk)
    this.#sha1?.update(chunk)
    this.#bytes += chunk.length
  }

  finish(): Digest {
    const gitSha1 = this.#sha1?.digest('hex') ?? null
    return { bytes: this.#bytes, sha256: this.#sha256.digest('hex'), gitSha1 }
  }
}

/** Reads a file into a digest, a piece at a time. */
export async function digestInto(
  digest: ContentDigest,
  path: string,
  { signal, onBytes }: { readonly signal: AbortSignal; onBytes(bytes: number): void },
): Promise<void> {
  let bytes = 0
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 2 ** 20 })) {
    digest.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
    onBytes(bytes)
  }
}

/** What was found and what was expected where they differ, or null when the content is right. */
export function difference(found: Digest, expected: Expected): { found: string; expected: string } | null {
  if (found.bytes !== expected.bytes) {
    return { found: `${found.bytes} bytes`, expected: `${expected.bytes} bytes` }
  }
  if (expected.sha256 !== null && found.sha256 !== expected.sha256) {
    return { found: `sha256 ${found.sha256}`, expected: `sha256 ${expected.sha256}` }
  }
  const name = found.gitSha1 ?? found.sha256
  if (name === expected.etag) return null
  const kind = found.gitSha1 === null ? 'sha256' : 'git sha1'
  return { found: `${kind} ${name}`, expected: `${kind} ${expected.etag}` }
}

/** The forms of the hub's names for contents. */
export const etagPattern = /^([0-9a-f]{64}|[0-9a-f]{40})$/
