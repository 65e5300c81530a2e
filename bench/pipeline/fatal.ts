import { type ErrorCode, problemOf } from '../errors.ts'
import { storeError } from '../store/store-error.ts'

// Every further item would end the same way, so the run stops and keeps what it has.
const fatalCodes: readonly ErrorCode[] = [
  'DISK_FULL',
  'FOLDER_READ_ONLY',
  'STORE_BUSY',
  'STORE_CORRUPT',
  'WORKER_BROKEN',
]

/** Throws the error again when it is about the machine (a full disk, a locked database) rather than about one clip. */
export function rethrowFatal(thrown: unknown, path: string): void {
  const full = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC'
  const known = full ? storeError(path, thrown) : thrown
  if ((fatalCodes as readonly string[]).includes(problemOf(known).code)) throw known
}
