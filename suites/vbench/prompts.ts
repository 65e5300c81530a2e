import { z } from 'zod'
import { BenchError } from '../../bench/errors.ts'
import { type DimensionId, dimensionIds, upstreamKey } from '../../bench/records/dimension.ts'
import { canonicalJson } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'

/** Limits of a prompt list, far above VBench's own (228 kB, 946 rows, 210 characters). */
export const promptLimits = { bytes: 32 * 2 ** 20, rows: 100_000, characters: 10_000 } as const

/** How many faults an error names. */
const namedFaults = 5

const dimensionOf = new Map<string, DimensionId>(dimensionIds.map((id) => [upstreamKey(id), id]))
const upstreamKeys = dimensionIds.map(upstreamKey)

const text = z
  .string()
  .min(1)
  .max(promptLimits.characters)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line without control characters')
  .regex(/\S/, 'expected words')
  .regex(/^\P{Surrogate}*$/u, 'expected well-formed Unicode')

/** What semantic dimensions ask for, under their own keys. */
const auxiliarySchema = z.strictObject({
  object_class: z.object({ object: text }).optional(),
  multiple_objects: z.object({ object: text }).optional(),
  color: z.object({ color: text }).optional(),
  spatial_relationship: z
    .object({ spatial_relationship: z.object({ object_a: text, object_b: text, relationship: text }) })
    .optional(),
  scene: z.object({ scene: z.object({ scene: text }) }).optional(),
  appearance_style: z.object({ appearance_style: text }).optional(),
})
const auxiliaryKeys: readonly string[] = auxiliarySchema.keyof().options

/** A row of VBench_full_info.json. */
const rowSchema = z
  .strictObject({
    prompt_en: text,
    dimension: z.array(z.enum(upstreamKeys)).min(1),
    auxiliary_info: auxiliarySchema.optional(),
  })
  .superRefine(({ dimension, auxiliary_info }, context) => {
    for (const key of dimension) {
      if (!auxiliaryKeys.includes(key) || Object.hasOwn(auxiliary_info ?? {}, key)) continue
      context.addIssue({
        code: 'custom',
        message: `the dimension ${key} needs it`,
        path: ['auxiliary_info', key],
      })
    }
  })
type Row = z.infer<typeof rowSchema>
type Auxiliary = NonNullable<z.infer<typeof auxiliarySchema>[keyof z.infer<typeof auxiliarySchema>]>

/**
 * Reads a prompt list in VBench's schema. Throws PROMPTS_INVALID with the file and the rows at fault, counted from 1.
 */
export function parsePrompts(content: string, file: string): readonly Prompt[] {
  const bytes = Buffer.byteLength(content)
  if (bytes > promptLimits.bytes) {
    throw invalid(file, `found ${bytes} bytes, expected at most ${promptLimits.bytes}`)
  }
  let rows: unknown
  try {
    // Some editors begin a file with a byte order mark, which is not JSON.
    rows = JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw invalid(file, `not JSON (${(thrown as Error).message})`)
  }
  return promptsOf(rows, file)
}

/**
 * Prompts of rows in VBench's schema. Rows with the same text become one prompt with the dimensions and the auxiliary
 * data of all of them: upstream finds the same videos for each, by their name (two prompts of VBench's list are in two
 * rows). A prompt's id is the index of its first row, from `0000`.
 */
export function promptsOf(rows: unknown, file: string): readonly Prompt[] {
  if (!Array.isArray(rows)) throw invalid(file, `found ${describe(rows)}, expected an array of rows`)
  if (rows.length === 0) throw invalid(file, 'found no rows, expected at least one')
  if (rows.length > promptLimits.rows) {
    throw invalid(file, `found ${rows.length} rows, expected at most ${promptLimits.rows}`)
  }
  const faults: string[] = []
  const merged = new Map<string, Merged>()
  for (const [index, value] of rows.entries()) {
    const row = rowSchema.safeParse(value)
    if (row.success) mergeRow(merged, index, row.data, faults)
    else faults.push(...row.error.issues.map((issue) => `row ${index + 1}: ${faultOf(issue)}`))
  }
  if (faults.length > 0) throw invalid(file, listFaults(faults))
  return [...merged.values()].map(promptOf)
}

interface Merged {
  readonly index: number
  readonly text: string
  readonly dimensions: Set<DimensionId>
  readonly auxiliary: Map<string, Auxiliary>
}

function mergeRow(merged: Map<string, Merged>, index: number, row: Row, faults: string[]): void {
  const known = merged.get(row.prompt_en)
  const prompt = known ?? { index, text: row.prompt_en, dimensions: new Set(), auxiliary: new Map() }
  merged.set(row.prompt_en, prompt)
  for (const key of row.dimension) prompt.dimensions.add(dimensionOf.get(key)!)
  for (const [key, value] of Object.entries(row.auxiliary_info ?? {})) {
    if (value === undefined) continue
    const before = prompt.auxiliary.get(key)
    if (before !== undefined && canonicalJson(before) !== canonicalJson(value)) {
      faults.push(
        `row ${index + 1}: auxiliary_info.${key} differs from row ${prompt.index + 1}, which has the same prompt`,
      )
    }
    prompt.auxiliary.set(key, value)
  }
}

function promptOf({ index, text, dimensions, auxiliary }: Merged): Prompt {
  return {
    id: String(index).padStart(4, '0'),
    text,
    dimensions: dimensionIds.filter((id) => dimensions.has(id)),
    ...(auxiliary.size > 0 && {
      auxiliary: Object.fromEntries(auxiliary) as Record<string, z.core.util.JSONType>,
    }),
  }
}

function invalid(file: string, issues: string): BenchError {
  return new BenchError('PROMPTS_INVALID', { file, issues })
}

function faultOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message
}

function listFaults(faults: readonly string[]): string {
  const rest = faults.length - namedFaults
  return faults.slice(0, namedFaults).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
