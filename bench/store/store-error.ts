import { BenchError } from '../errors.ts'

/** The BenchError that a thrown file-system or SQLite error stands for; anything else comes back as it is. */
export function storeError(path: string, thrown: unknown): unknown {
  if (thrown instanceof BenchError) return thrown
  const cause = { cause: thrown }
  const found = thrown instanceof Error ? thrown.message : String(thrown)
  switch (family(thrown)) {
    case 'busy':
      return new BenchError('STORE_BUSY', { path }, cause)
    case 'full':
      return new BenchError('DISK_FULL', { path }, cause)
    case 'read-only':
      return new BenchError('FOLDER_READ_ONLY', { path, found }, cause)
    case 'corrupt':
      return new BenchError('STORE_CORRUPT', { path, found }, cause)
    default:
      return thrown
  }
}

/** Runs the action and turns what it throws into the BenchError that it stands for. */
export async function withStoreErrors<T>(path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (thrown) {
    throw storeError(path, thrown)
  }
}

// Result codes: https://www.sqlite.org/rescode.html; the client gives the primary code's name in `code`.
const families: Record<string, 'busy' | 'full' | 'read-only' | 'corrupt'> = {
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_FULL: 'full',
  ENOSPC: 'full',
  EDQUOT: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'read-only',
  SQLITE_PERM: 'read-only',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOTDIR: 'read-only',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
}

// The client states a failure to open only as the number at the end of its message.
const numbers: Record<string, string> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
}

function family(thrown: unknown) {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined
  const opening = /Unable to open connection .*: (\d+)"/.exec(thrown.message)?.[1]
  const code = thrown.code || numbers[opening ?? ''] || ''
  return families[code] ?? families[code.split('_').slice(0, 2).join('_')]
}
