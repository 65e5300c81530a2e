import { z } from 'zod'
import { BenchError } from '../bench/errors.ts'

/** Limits of a prompt list, far above those of VBench's own lists (365 kB, 1,118 rows, 210 characters). */
export const promptLimits = { bytes: 32 * 2 ** 20, rows: 100_000, characters: 10_000 } as const
/** How many faults an error names. */
const namedFaults = 5

/** A prompt or what it asks for. */
export const promptText = z
  .string()
  .min(1)
  .max(promptLimits.characters)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line without control characters')
  .regex(/\S/, 'expected words')
  .regex(/^\P{Surrogate}*$/u, 'expected well-formed Unicode')

/** The JSON value of a prompt file. Throws PROMPTS_INVALID. */
export function parsePromptFile(content: string, file: string): unknown {
  const bytes = Buffer.byteLength(content)
  if (bytes > promptLimits.bytes) {
    throw promptsInvalid(file, [`found ${bytes} bytes, expected at most ${promptLimits.bytes}`])
  }
  try {
    // Some editors begin a file with a byte order mark, which is not JSON.
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw promptsInvalid(file, [`not JSON (${(thrown as Error).message})`])
  }
}

/**
 * Checks each row of a list and hands it to `take`, which adds faults of its own. Throws PROMPTS_INVALID with the file and
 * the rows at fault, counted from 1.
 */
export function readRows<Row>(
  rows: unknown,
  file: string,
  schema: z.ZodType<Row>,
  take: (row: Row, index: number, faults: string[]) => void,
): void {
  if (!Array.isArray(rows)) throw promptsInvalid(file, [`found ${describe(rows)}, expected an array of rows`])
  if (rows.length === 0) throw promptsInvalid(file, ['found no rows, expected at least one'])
  if (rows.length > promptLimits.rows) {
    throw promptsInvalid(file, [`found ${rows.length} rows, expected at most ${promptLimits.rows}`])
  }
  const faults: string[] = []
  for (const [index, value] of rows.entries()) {
    const row = schema.safeParse(value)
    if (row.success) take(row.data, index, faults)
    else faults.push(...row.error.issues.map((issue) => `row ${index + 1}: ${faultOf(issue)}`))
  }
  if (faults.length > 0) throw promptsInvalid(file, faults)
}

/** A prompt's id: the index of its first row, from `0000`. */
export const promptId = (index: number): string => String(index).padStart(4, '0')

function promptsInvalid(file: string, faults: readonly string[]): BenchError {
  const rest = faults.length - namedFaults
  const issues = faults.slice(0, namedFaults).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
  return new BenchError('PROMPTS_INVALID', { file, issues })
}

function faultOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
