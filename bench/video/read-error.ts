import { BenchError } from '../errors.ts'

/** What a failed read of a file or folder means: VIDEO_MISSING or VIDEO_UNREADABLE; other errors stay as they are. */
export function readError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new BenchError('VIDEO_MISSING', { path }, { cause: error })
  if (typeof code !== 'string') return error
  return new BenchError('VIDEO_UNREADABLE', { path, found: message }, { cause: error })
}

/** Waits for a read of `path` and names its failure. */
export const reading = <T>(path: string, read: Promise<T>): Promise<T> =>
  read.catch((error: unknown) => {
    throw readError(path, error)
  })
