import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { BenchError } from '../../errors.ts'
import { parseCsv } from '../recorded/csv.ts'

/** The media of each prompt, absolute paths, first to last. */
export type ReferenceTable = ReadonlyMap<string, readonly string[]>

const maxTableBytes = 64 * 2 ** 20

/**
 * Reads upstream's table of references: a CSV file with the columns `text` and `ref`, several paths in one cell joined by
 * ";". Paths start from the table's folder and stay inside it. Throws OPEN_SORA_FILE.
 */
export async function readReferences(path: string): Promise<ReferenceTable> {
  const [header, ...rows] = await readRows(path)
  const text = header?.indexOf('text') ?? -1
  const ref = header?.indexOf('ref') ?? -1
  if (text < 0 || ref < 0) throw damaged(path, 'has no columns text and ref')
  const folder = await realpath(dirname(path))
  const table = new Map<string, readonly string[]>()
  for (const row of rows) {
    const names = (row[ref] ?? '').split(';').filter((name) => name !== '')
    table.set(row[text] ?? '', await Promise.all(names.map((name) => insidePath(path, folder, name))))
  }
  return table
}

async function readRows(path: string): Promise<string[][]> {
  const facts = await stat(path).catch(() => null)
  if (!facts?.isFile()) throw damaged(path, 'there is no such file')
  if (facts.size > maxTableBytes) throw damaged(path, `has ${facts.size} bytes, too many for a table`)
  try {
    return parseCsv((await readFile(path, 'utf8')).replace(/^\ufeff/, ''))
  } catch (cause) {
    throw damaged(path, cause instanceof Error ? cause.message : String(cause))
  }
}

/** The path of an existing file below the folder, links resolved. */
async function insidePath(table: string, folder: string, name: string): Promise<string> {
  const found = await realpath(resolve(folder, name)).catch(() => null)
  if (found === null) throw damaged(table, `names ${name}, which does not exist`)
  const inside = relative(folder, found)
  if (inside.startsWith('..') || isAbsolute(inside))
    throw damaged(table, `names ${name}, which lies outside its folder`)
  return found
}

const damaged = (path: string, found: string) => new BenchError('OPEN_SORA_FILE', { path, found })
