import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { BenchError } from '../../errors.ts'
import { parseCsv } from './csv.ts'

/** A video's prompt and the number of the sample that it is. */
export interface MapRow {
  readonly file: string
  readonly prompt: string
  readonly index: number
}

/** Limits of a map, far above the 6,220 rows of a full VBench run. */
const maxBytes = 64 * 2 ** 20
const maxRows = 200_000

const index = z.int().min(0).max(999_999)
const entry = z.strictObject({ prompt: z.string(), index: index.optional() })
const rowSchema = entry.extend({ file: z.string().min(1) })
const mapSchema = z.union([z.array(rowSchema), z.record(z.string().min(1), z.union([z.string(), entry]))])
type Row = z.infer<typeof rowSchema>

/**
 * Reads which prompt each video belongs to: JSON `{ "file": "prompt" }`, `{ "file": { "prompt", "index" } }` or
 * `[{ "file", "prompt", "index" }]`, or CSV with the columns file, prompt and index. Rows without an index are the
 * samples of their prompt in order. Throws BenchError RECORDED_MAP.
 */
export function readPromptMap(path: string): readonly MapRow[] {
  const rows = path.toLowerCase().endsWith('.json') ? jsonRows(path) : csvRows(path)
  if (rows.length === 0) throw invalid(path, 'found no rows, expected one for each video')
  if (rows.length > maxRows) throw invalid(path, `found ${rows.length} rows, expected at most ${maxRows}`)
  return numbered(path, rows)
}

function jsonRows(path: string): Row[] {
  let value: unknown
  try {
    value = JSON.parse(read(path))
  } catch (thrown) {
    if (thrown instanceof BenchError) throw thrown
    throw invalid(path, `this is not JSON: ${(thrown as Error).message}`)
  }
  const parsed = mapSchema.safeParse(value)
  if (!parsed.success) {
    throw invalid(path, 'found another form, expected {"file": "prompt"} or [{"file", "prompt", "index"}]')
  }
  if (Array.isArray(parsed.data)) return parsed.data
  return Object.entries(parsed.data).map(([file, value]) =>
    typeof value === 'string' ? { file, prompt: value } : { file, ...value },
  )
}

function csvRows(path: string): Row[] {
  let table: string[][]
  try {
    table = parseCsv(read(path))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw invalid(path, thrown.message)
    throw thrown
  }
  const header = (table[0] ?? []).map((name) => name.trim().toLowerCase())
  const [file, prompt, sample] = ['file', 'prompt', 'index'].map((name) => header.indexOf(name)) as [
    number,
    number,
    number,
  ]
  if (file === -1 || prompt === -1) {
    throw invalid(
      path,
      `found the columns ${header.join(', ') || '(none)'}, expected file, prompt and, if you like, index`,
    )
  }
  return table.slice(1).map((cells, row) => {
    const text = sample === -1 ? '' : (cells[sample] ?? '').trim()
    const parsed = rowSchema.safeParse({
      file: cells[file] ?? '',
      prompt: cells[prompt] ?? '',
      ...(text !== '' && { index: Number(text) }),
    })
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]!
    throw invalid(path, `row ${row + 2}: ${issue.path.join('.')}: ${issue.message}`)
  })
}

/** Gives samples without a number the next free one of their prompt, and refuses what two rows claim. */
function numbered(path: string, rows: readonly Row[]): MapRow[] {
  const files = new Set<string>()
  const taken = new Map<string, Set<number>>()
  for (const row of rows) {
    if (files.has(row.file)) throw invalid(path, `"${row.file}" is in two rows, expected one`)
    files.add(row.file)
    const samples = taken.get(row.prompt) ?? new Set()
    if (row.index !== undefined && samples.has(row.index)) {
      throw invalid(path, `sample ${row.index} of "${row.prompt}" is in two rows, expected one`)
    }
    if (row.index !== undefined) samples.add(row.index)
    taken.set(row.prompt, samples)
  }
  const next = new Map<string, number>()
  return rows.map(({ file, prompt, index }) => {
    if (index !== undefined) return { file, prompt, index }
    const samples = taken.get(prompt)!
    let free = next.get(prompt) ?? 0
    while (samples.has(free)) free++
    next.set(prompt, free + 1)
    return { file, prompt, index: free }
  })
}

function read(path: string): string {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw invalid(path, 'this is no file')
    const { size } = stat
    if (size > maxBytes) throw invalid(path, `found ${size} bytes, expected at most ${maxBytes}`)
    // The decoder drops the byte-order mark that spreadsheets write before the first column's name.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (thrown) {
    if (thrown instanceof BenchError) throw thrown
    const { code, message } = thrown as NodeJS.ErrnoException
    throw invalid(path, code === 'ENOENT' ? 'there is no such file' : message)
  }
}

const invalid = (file: string, issues: string) => new BenchError('RECORDED_MAP', { file, issues })
