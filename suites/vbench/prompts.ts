import { z } from 'zod'
import { type DimensionId, upstreamKey, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import { canonicalJson } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import { parsePromptFile, promptId, readRows, promptText as text } from '../prompt-list.ts'

const dimensionOf = new Map<string, DimensionId>(vbenchDimensionIds.map((id) => [upstreamKey(id), id]))
const upstreamKeys = vbenchDimensionIds.map(upstreamKey)

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
  return promptsOf(parsePromptFile(content, file), file)
}

/**
 * Prompts of rows in VBench's schema. Rows with the same text become one prompt with the dimensions and the auxiliary
 * data of all of them: upstream finds the same videos for each, by their name (two prompts of VBench's list are in two
 * rows). A prompt's id is the index of its first row, from `0000`.
 */
export function promptsOf(rows: unknown, file: string): readonly Prompt[] {
  const merged = new Map<string, Merged>()
  readRows(rows, file, rowSchema, (row, index, faults) => mergeRow(merged, index, row, faults))
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
    id: promptId(index),
    text,
    dimensions: vbenchDimensionIds.filter((id) => dimensions.has(id)),
    ...(auxiliary.size > 0 && {
      auxiliary: Object.fromEntries(auxiliary) as Record<string, z.core.util.JSONType>,
    }),
  }
}
