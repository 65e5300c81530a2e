import { lstatSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { BenchError } from '../../errors.ts'

/** Makes the folder of an output and takes away what an earlier attempt left. */
export async function prepareOutput(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { force: true, recursive: true })
}

/** Checks that a program wrote the file that it was asked for. Throws BenchError PROCESS_OUTPUT. */
export function checkOutput(path: string, tail: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  const found =
    stat === undefined
      ? `there is no file${besides(path)}`
      : !stat.isFile()
        ? 'there is a link or a folder, not a file'
        : stat.size === 0
          ? 'the file is empty'
          : null
  if (found !== null) throw new BenchError('PROCESS_OUTPUT', { path, found, tail })
}

/** Files that look like the wanted one under a changed name, such as a suffix of their own. */
function besides(path: string): string {
  const stem = basename(path).replace(/\.[^.]*$/, '')
  const similar = readdirSync(dirname(path)).filter((name) => name.startsWith(stem))
  return similar.length === 0 ? '' : ` (but "${similar.slice(0, 3).join('", "')}")`
}
