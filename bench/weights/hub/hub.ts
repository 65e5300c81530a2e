import { join } from 'node:path'
import { idleSeconds } from '../download.ts'
import { readHubEnvironment } from './environment.ts'
import { pinsPath } from './pins.ts'
import { type Connection, defaultRetry, type RetryPolicy } from './request.ts'

export interface HubOptions {
  /** Where weights are kept; null for the user's own Hugging Face cache. Both are searched. */
  readonly folder: string | null
  readonly environment?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: HubProgress) => void
  readonly retry?: RetryPolicy
  readonly idleSeconds?: number
  /** Free bytes of a path's disk; asked of the system when left out. */
  readonly freeBytes?: (path: string) => Promise<number>
}

export interface HubProgress {
  readonly set: string
  /** A file as `owner/name/path`, or a repository whose files are listed. */
  readonly name: string
  readonly stage: 'list' | 'check' | 'download' | 'wait' | 'retry' | 'present' | 'done'
  readonly doneBytes: number
  /** 0 while it is not known. */
  readonly totalBytes: number
  /** Why it waits or tries again; else empty. */
  readonly note: string
}

/** A set's way to the hub, its caches and its lock file. */
export interface Hub extends Connection {
  /** Folders in the hub's layout, searched in this order. */
  readonly caches: readonly string[]
  /** Where downloads go. */
  readonly target: string
  /** The lock file. */
  readonly pins: string
  readonly freeBytes: HubOptions['freeBytes']
  tell(stage: HubProgress['stage'], about: Partial<HubProgress> & { readonly name: string }): void
}

/** @throws BenchError OPTION_INVALID */
export async function openHub(setId: string, options: HubOptions): Promise<Hub> {
  const environment = await readHubEnvironment(options.environment)
  const target = options.folder === null ? environment.cache : join(options.folder, 'hub')
  let current = setId
  const tell: Hub['tell'] = (stage, about) => {
    current = about.name
    options.onProgress?.({ set: setId, stage, doneBytes: 0, totalBytes: 0, note: '', ...about })
  }
  return {
    ...environment,
    caches: [...new Set([environment.cache, target])],
    target,
    pins: pinsPath(options.folder),
    signal: options.signal ?? new AbortController().signal,
    retry: options.retry ?? defaultRetry,
    idleSeconds: options.idleSeconds ?? idleSeconds,
    freeBytes: options.freeBytes,
    onRetry: (reason, delaySeconds) =>
      tell('retry', { name: current, note: `${reason}; next try in ${Math.ceil(delaySeconds)} s` }),
    tell,
  }
}
