import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** Seconds without a byte after which a server counts as gone. Ours: npm waits as long (its fetch-timeout is 300 s). */
export const idleSeconds = 60

export interface DownloadLimits {
  readonly maxBytes: number
  readonly idleSeconds: number
}

/**
 * Writes what a URL serves to a new file, and gives its sha256. Redirects are followed. Throws an Error in plain words
 * when the server refuses, stalls, sends too much or stops early; the file then holds what had come.
 */
export async function download(
  url: string,
  path: string,
  limits: DownloadLimits,
  signal?: AbortSignal,
): Promise<string> {
  const stalled = new AbortController()
  const watch = setTimeout(
    () => stalled.abort(new Error(`no data for ${limits.idleSeconds} s`)),
    limits.idleSeconds * 1000,
  )
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal
  const file = await open(path, 'w')
  try {
    const response = await fetch(url, { signal: either })
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status} ${response.statusText}`)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      watch.refresh()
      bytes += chunk.length
      if (bytes > limits.maxBytes)
        throw new Error(`more than the ${limits.maxBytes} bytes that were expected at most`)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    return hash.digest('hex')
  } catch (error) {
    signal?.throwIfAborted()
    throw stalled.signal.aborted ? stalled.signal.reason : plain(error)
  } finally {
    clearTimeout(watch)
    await file.close()
  }
}

/** `fetch failed` says nothing; its cause does. File errors keep their code. */
function plain(error: unknown): unknown {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return error
  const { code, message } = error.cause as NodeJS.ErrnoException
  return new Error(message || code, { cause: error })
}
