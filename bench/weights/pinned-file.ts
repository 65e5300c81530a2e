import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import { fingerprint, keepChecked } from './checked-file.ts'
import { weightsFolder } from './folder.ts'

/** A small public file that is fetched on first use and never trusted without its hash. */
export interface PinnedFile {
  /** Names it on disk; letters, digits, '.', '_' and '-'. */
  readonly name: string
  /** Tried in order. */
  readonly urls: readonly string[]
  readonly sha256: string
}

export interface FetchLimits {
  /** 16 MiB unless told: VBench's prompt list has 0.2 MiB. */
  readonly maxBytes?: number
  /** For one address, 30 s unless told. */
  readonly timeoutSeconds?: number
}

/**
 * The path of a pinned file, fetched when it is not there yet (or not with the pinned bytes).
 *
 * @param setting the folder, or null for the user's cache folder
 * @throws BenchError FETCH_FAILED with what each address said, FETCHED_WRONG_BYTES
 */
export async function fetchPinnedFile(
  file: PinnedFile,
  setting: string | null,
  limits: FetchLimits = {},
): Promise<{ readonly path: string; readonly sha256: string }> {
  const path = join(
    weightsFolder(setting),
    'pinned',
    `${file.sha256.slice(0, 16)}-${file.name.replaceAll(/[^\w.-]/g, '_')}`,
  )
  if ((await fingerprint(path))?.sha256 === file.sha256) return { path, sha256: file.sha256 }
  const failures: string[] = []
  for (const url of file.urls) {
    const answer = await download(url, limits)
    if (typeof answer === 'string') {
      failures.push(`${url}: ${answer}`)
      continue
    }
    await keepChecked(path, answer, { sha256: file.sha256, source: url })
    return { path, sha256: file.sha256 }
  }
  throw new BenchError('PINNED_FETCH_FAILED', {
    name: file.name,
    found: failures.join('; '),
    path,
    sha256: file.sha256,
  })
}

/** The body, or what went wrong. */
async function download(
  url: string,
  { maxBytes = 2 ** 24, timeoutSeconds = 30 }: FetchLimits,
): Promise<Uint8Array | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutSeconds * 1000) })
    if (!response.ok || response.body === null) return `HTTP ${response.status}`
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body) {
      bytes += chunk.length
      if (bytes > maxBytes) return `more than ${maxBytes} bytes`
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    const { message, cause } = error as Error
    return cause instanceof Error ? `${message} (${cause.message})` : message
  }
}
