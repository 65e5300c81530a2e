import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BenchError } from '../errors.ts'
import { cacheFolder } from './cache-folder.ts'
import { type DownloadLimits, download, idleSeconds } from './download.ts'
import { fileBytes, fileHash } from './file-hash.ts'
import type { FoundWeight } from './locate.ts'
import { moveIntoPlace, placing, temporaryFolder } from './place.ts'

/** A small public file whose bytes are known in advance. */
export interface PinnedFile {
  readonly name: string
  /** Tried in order. */
  readonly urls: readonly string[]
  readonly sha256: string
  /** Servers that send more are cut off. */
  readonly maxBytes?: number
}

export interface PinnedFileOptions {
  readonly signal?: AbortSignal
  readonly idleSeconds?: number
}

/** Ours: a hundred times VBench's prompt list. */
const defaultMaxBytes = 32 * 2 ** 20

/**
 * The file, from the cache or else from the first of its URLs that serves the right bytes.
 *
 * @param folder where downloads are kept; null for the user's cache folder
 * @throws BenchError DOWNLOAD_FAILED with what each URL did, DOWNLOAD_DIFFERS with both hashes when one of them served
 *   other bytes, DISK_FULL, CACHE_READ_ONLY
 */
export async function fetchPinnedFile(
  file: PinnedFile,
  folder: string | null,
  options: PinnedFileOptions = {},
): Promise<FoundWeight> {
  const path = join(folder ?? join(cacheFolder(), 'files'), file.sha256.slice(0, 16), basename(file.name))
  const bytes = await fileBytes(path)
  if (bytes !== null && (await fileHash(path)) === file.sha256) return { path, bytes, sha256: file.sha256 }
  return placing(path, async () => {
    const temporary = await temporaryFolder(path)
    try {
      const fetched = await firstRight(file, path, join(temporary, 'download'), options)
      await moveIntoPlace(fetched, path)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
    return { path, bytes: (await fileBytes(path)) ?? 0, sha256: file.sha256 }
  })
}

/** Downloads to `temporary` and gives that path; `path` is where the file will lie. */
async function firstRight(
  file: PinnedFile,
  path: string,
  temporary: string,
  options: PinnedFileOptions,
): Promise<string> {
  const limits: DownloadLimits = {
    maxBytes: file.maxBytes ?? defaultMaxBytes,
    idleSeconds: options.idleSeconds ?? idleSeconds,
  }
  const failures: string[] = []
  let other: { readonly url: string; readonly hash: string } | null = null
  for (const url of file.urls) {
    try {
      const hash = await download(url, temporary, limits, options.signal)
      if (hash === file.sha256) return temporary
      other ??= { url, hash }
    } catch (error) {
      options.signal?.throwIfAborted()
      if (isFileError(error)) throw error
      failures.push(`${url}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (other) {
    const name = `${file.name} from ${other.url}`
    throw new BenchError('DOWNLOAD_DIFFERS', { name, found: other.hash, expected: file.sha256 })
  }
  const { name, sha256 } = file
  throw new BenchError('DOWNLOAD_FAILED', { name, found: failures.join('; '), sha256, path })
}

const isFileError = (error: unknown) =>
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
