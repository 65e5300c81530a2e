import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { type RunResult, runResultSchema } from '../records/run-result.ts'

export interface ResultFile {
  /** The run folder, or the folder of a file that lies alone; absolute. */
  readonly folder: string
  readonly path: string
  readonly result: RunResult
}

/**
 * The result that a word on the command line stands for: a run folder, a result file, or the id of a run in the
 * output folder. Throws RESULT_INVALID, or RUN_NEWER for a schema that this version does not know.
 */
export async function readResultFile(word: string, outputDir: string): Promise<ResultFile> {
  const path = await resultPath(word, outputDir)
  const parsed = runResultSchema.safeParse(await readJson(path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new BenchError('RESULT_INVALID', { path, found: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  return { folder: dirname(path), path, result: parsed.data }
}

/** The run folder that a word stands for: a path, or the id of a run in the output folder. */
export async function runFolder(word: string, outputDir: string): Promise<string> {
  for (const path of [resolve(word), ...idPath(word, outputDir)]) if (await isFolder(path)) return path
  throw new BenchError('RUN_NOT_FOUND', { path: word, found: `no such folder here or in ${outputDir}` })
}

/** What kind of result a word on the command line stands for; results of videos carry none. */
export async function resultKind(word: string, outputDir: string): Promise<{ kind: string; folder: string }> {
  const path = await resultPath(word, outputDir)
  const { kind } = z
    .looseObject({ kind: z.string().default('videos') })
    .catch({ kind: 'videos' })
    .parse(await readJson(path))
  return { kind, folder: dirname(path) }
}

async function resultPath(word: string, outputDir: string): Promise<string> {
  const path = await pathOf(word, outputDir)
  return (await isFolder(path)) ? join(path, 'result.json') : path
}

/** The file or folder that a word stands for: a path, or the id of a run in the output folder. Throws RESULT_INVALID. */
export async function pathOf(word: string, outputDir: string): Promise<string> {
  for (const path of [resolve(word), ...idPath(word, outputDir)]) {
    if ((await kindOf(path)) !== null) return path
  }
  throw new BenchError('RESULT_INVALID', {
    path: word,
    found: `no such file or folder here or in ${outputDir}`,
  })
}

/** An id is a name without folders. */
const idPath = (word: string, outputDir: string) => (basename(word) === word ? [join(outputDir, word)] : [])

const isFolder = (path: string) => kindOf(path).then((kind) => kind === 'folder')

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  return found.isDirectory() ? 'folder' : 'file'
}

async function readJson(path: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion
    if (typeof version === 'number' && version > 1) {
      throw new BenchError('RUN_NEWER', { path, found: version, expected: 1 })
    }
    return value
  } catch (error) {
    if (error instanceof BenchError) throw error
    const found = error instanceof Error ? error.message : String(error)
    throw new BenchError('RESULT_INVALID', { path, found }, { cause: error })
  }
}
