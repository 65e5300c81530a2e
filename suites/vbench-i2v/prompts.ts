import { z } from 'zod'
import { type DimensionId, dimensionIds, upstreamKey } from '../../bench/records/dimension.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import { parsePromptFile, promptId, promptText, readRows } from '../prompt-list.ts'
import { imageToVideoDimensions } from './dimensions.ts'

const scored: readonly DimensionId[] = imageToVideoDimensions.map(({ id }) => id)
/** In upstream's list, and no part of its total. */
const unscored: readonly DimensionId[] = ['temporal-flickering']
const dimensionOf = new Map<string, DimensionId>(scored.map((id) => [upstreamKey(id), id]))

/** The bare name of a PNG or JPEG file: no folder, no way up, nothing hidden. */
const pictureName = promptText
  .max(255)
  .regex(/^[^/\\:]+$/, 'expected the name of a file, without a folder')
  .regex(/^[^.]/, 'expected a name that does not begin with a dot')
  .regex(/\.(?:png|jpe?g)$/i, 'expected a name that ends in .png, .jpg or .jpeg')

/** A row of vbench2_i2v_full_info.json. */
const rowSchema = z.strictObject({
  prompt_en: promptText,
  dimension: z.array(z.enum([...scored, ...unscored].map(upstreamKey))).min(1),
  image_name: pictureName,
  /** What is on the picture; upstream reads it nowhere. */
  image_type: promptText.optional(),
})
type Row = z.infer<typeof rowSchema>

/**
 * Reads a prompt list in VBench-I2V's schema. Throws PROMPTS_INVALID with the file and the rows at fault, counted from 1.
 */
export function parsePrompts(content: string, file: string): readonly Prompt[] {
  return promptsOf(parsePromptFile(content, file), file)
}

/** Prompts of such rows. Rows with the same text name the same videos, so they are one prompt and have one picture. */
export function promptsOf(rows: unknown, file: string): readonly Prompt[] {
  const merged = new Map<string, Merged>()
  readRows(rows, file, rowSchema, (row, index, faults) => mergeRow(merged, index, row, faults))
  return [...merged.values()].map(({ index, text, image, dimensions }) => ({
    id: promptId(index),
    text,
    dimensions: dimensionIds.filter((id) => dimensions.has(id)),
    image,
  }))
}

interface Merged {
  readonly index: number
  readonly text: string
  readonly image: string
  readonly dimensions: Set<DimensionId>
}

function mergeRow(merged: Map<string, Merged>, index: number, row: Row, faults: string[]): void {
  const { prompt_en: text, image_name: image, dimension } = row
  const prompt = merged.get(text) ?? { index, text, image, dimensions: new Set() }
  merged.set(text, prompt)
  if (prompt.image !== image) {
    faults.push(
      `row ${index + 1}: image_name differs from row ${prompt.index + 1}, which has the same prompt`,
    )
  }
  for (const key of dimension) {
    const id = dimensionOf.get(key)
    if (id !== undefined) prompt.dimensions.add(id)
  }
}
