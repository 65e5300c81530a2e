import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../../errors.ts'
import { makeFolder } from '../../records/make-folder.ts'
import { fileBytes } from '../file-hash.ts'
import { ContentDigest, type Digest, difference, digestInto, type Expected } from './digest.ts'
import { type Answer, type Connection, get, PassingFailure, retrying, watched } from './request.ts'

export interface BlobRequest {
  readonly repository: string
  readonly commit: string
  /** In the repository. */
  readonly path: string
  readonly expected: Expected
  /** Where the blob belongs. */
  readonly blob: string
}

export interface BlobProgress {
  /** `hash`: what an earlier call left is read. */
  readonly stage: 'hash' | 'download'
  readonly doneBytes: number
}

/** Not huggingface_hub's own name for unfinished files: two programs must not write to one. */
export const incompletePath = (blob: string) => `${blob}.bench.incomplete`

/**
 * Downloads a file of the hub to its place in the cache. What arrives is kept in an `.incomplete` file, hashed on the
 * way, continued after failures and by later calls, and gets its name only when size and hash are right.
 *
 * @throws BenchError HUB_REFUSED, HUB_NOT_FOUND, HUB_FAILED, DOWNLOAD_DIFFERS; the signal's reason
 */
export async function downloadBlob(
  request: BlobRequest,
  connection: Connection,
  onProgress: (progress: BlobProgress) => void,
): Promise<Digest> {
  const incomplete = incompletePath(request.blob)
  await makeFolder(dirname(incomplete))
  const kept = (await fileBytes(incomplete)) ?? 0
  const digest = await fill(incomplete, request, connection, onProgress)
  const wrong = difference(digest, request.expected)
  if (wrong === null) {
    await rename(incomplete, request.blob)
    return digest
  }
  await rm(incomplete, { force: true })
  // perhaps only what was kept is damaged
  if (kept > 0) return downloadBlob(request, connection, onProgress)
  throw new BenchError('DOWNLOAD_DIFFERS', { name: nameOf(request), ...wrong })
}

/** Brings the unfinished file to its full size, and to the disk. */
async function fill(
  incomplete: string,
  request: BlobRequest,
  connection: Connection,
  onProgress: (progress: BlobProgress) => void,
): Promise<Digest> {
  const { expected } = request
  const file = await open(incomplete, 'a')
  try {
    const kept = (await stat(incomplete)).size
    if (kept > expected.bytes) await file.truncate(0)
    const part = new Part(file, expected, onProgress)
    if (kept > 0 && kept <= expected.bytes) await part.readKept(incomplete, connection.signal)
    let before = part.bytes
    const isFresh = () => {
      const gotOn = part.bytes > before
      before = part.bytes
      return gotOn
    }
    if (part.bytes < expected.bytes || expected.bytes === 0) {
      const subject = { repository: request.repository, name: nameOf(request) }
      const attempt = () => watched(connection, (...watch) => append(part, request, connection, ...watch))
      await retrying(attempt, subject, connection, isFresh)
    }
    await file.sync()
    return part.finish()
  } finally {
    await file.close()
  }
}

/** An unfinished file and the digest of what is in it. */
class Part {
  readonly #file: FileHandle
  readonly #expected: Expected
  readonly #onProgress: (progress: BlobProgress) => void
  #digest: ContentDigest
  bytes = 0

  constructor(file: FileHandle, expected: Expected, onProgress: (progress: BlobProgress) => void) {
    this.#file = file
    this.#expected = expected
    this.#onProgress = onProgress
    this.#digest = new ContentDigest(expected)
  }

  async readKept(path: string, signal: AbortSignal): Promise<void> {
    const onBytes = (doneBytes: number) => this.#onProgress({ stage: 'hash', doneBytes })
    await digestInto(this.#digest, path, { signal, onBytes })
    this.bytes = (await stat(path)).size
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#file.writeFile(chunk)
    this.#digest.update(chunk)
    this.bytes += chunk.length
    this.#onProgress({ stage: 'download', doneBytes: this.bytes })
  }

  async clear(): Promise<void> {
    await this.#file.truncate(0)
    this.#digest = new ContentDigest(this.#expected)
    this.bytes = 0
  }

  finish(): Digest {
    return this.#digest.finish()
  }
}

/** One request for what is still missing. */
async function append(
  part: Part,
  request: BlobRequest,
  connection: Connection,
  signal: AbortSignal,
  onData: () => void,
): Promise<void> {
  const { repository, commit, path, expected } = request
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const url = `${connection.endpoint}/${repository}/resolve/${commit}/${encoded}`
  const range = part.bytes > 0 ? { range: `bytes=${part.bytes}-` } : undefined
  const subject = { repository, name: nameOf(request) }
  const answer = await get(url, { ...range }, subject, connection, signal)
  try {
    checkHeaders(answer, request)
    // a server may ignore the range and send everything
    if (answer.response.status !== 206) await part.clear()
    else checkRange(answer.response.headers.get('content-range'), part.bytes, request)
  } catch (error) {
    await answer.response.body?.cancel()
    throw error
  }
  for await (const chunk of (answer.response.body ?? []) as AsyncIterable<Uint8Array>) {
    onData()
    if (part.bytes + chunk.length > expected.bytes) throw differs(request, 'more bytes', expected.bytes)
    await part.append(chunk)
  }
  if (part.bytes < expected.bytes) throw new PassingFailure(`the answer ended after ${part.bytes} bytes`)
}

/** The hub says what it is about to send: no need to fetch 20 GB to find out that they are others. */
function checkHeaders({ hubHeaders, response }: Answer, request: BlobRequest): void {
  const { bytes, etag } = request.expected
  const linkedBytes = hubHeaders.get('x-linked-size')
  if (linkedBytes !== null && Number(linkedBytes) !== bytes) {
    throw differs(request, `${linkedBytes} bytes`, bytes)
  }
  const linked = hubHeaders.get('x-linked-etag')?.replace(/^W\//, '').replaceAll('"', '')
  if (linked && linked !== etag) {
    const name = nameOf(request)
    throw new BenchError('DOWNLOAD_DIFFERS', { name, found: `content ${linked}`, expected: etag })
  }
  const length = response.headers.get('content-length')
  const isPlain = !response.headers.has('content-encoding')
  if (response.status === 200 && isPlain && length !== null && Number(length) !== bytes) {
    throw differs(request, `${length} bytes`, bytes)
  }
}

function checkRange(header: string | null, start: number, request: BlobRequest): void {
  const match = header?.match(/^bytes (\d+)-\d+\/(\d+|\*)$/)
  if (!match || Number(match[1]) !== start) {
    throw new BenchError('HUB_FAILED', {
      name: nameOf(request),
      found: `a part that starts elsewhere (${header ?? 'no content-range'})`,
    })
  }
  const total = match[2]
  if (total !== '*' && Number(total) !== request.expected.bytes) {
    throw differs(request, `${total} bytes`, request.expected.bytes)
  }
}

const nameOf = ({ repository, path }: BlobRequest) => `${repository}/${path}`

const differs = (request: BlobRequest, found: string, bytes: number) =>
  new BenchError('DOWNLOAD_DIFFERS', { name: nameOf(request), found, expected: `${bytes} bytes` })
