import { z } from 'zod'
import { problem } from '../bench/errors.ts'
import { upstreamKey } from '../bench/records/dimension.ts'
import type { Prompt } from '../bench/records/plan.ts'
import type { Problem } from '../bench/records/problem.ts'

/** What VBench's `auxiliary_info` holds for the dimensions that ask for something. */
const schemas = {
  'object-class': z.object({ object: z.string().min(1) }),
  'multiple-objects': z.object({
    object: z.string().refine((text) => text.split(' and ').length === 2, 'expected "<object> and <object>"'),
  }),
  /** `object` is ours: the name to look for when the prompt is more than "a red car". */
  color: z.object({ color: z.string().min(1), object: z.string().min(1).optional() }),
  'spatial-relationship': z.object({
    spatial_relationship: z.object({
      object_a: z.string().min(1),
      object_b: z.string().min(1),
      relationship: z.string().min(1),
    }),
  }),
  scene: z.object({ scene: z.object({ scene: z.string().min(1) }) }),
  'appearance-style': z.object({ appearance_style: z.string().min(1) }),
}
type Schemas = typeof schemas
export type AuxiliaryDimension = keyof Schemas

export type AuxiliaryReading<D extends AuxiliaryDimension> =
  | { readonly value: z.infer<Schemas[D]> }
  | { readonly problem: Problem }

/** What a prompt says for one dimension, or why that can't be used. */
export function readAuxiliary<D extends AuxiliaryDimension>(
  prompt: Prompt,
  dimension: D,
): AuxiliaryReading<D> {
  const given = prompt.auxiliary?.[upstreamKey(dimension)]
  const parsed = schemas[dimension].safeParse(given)
  if (parsed.success) return { value: parsed.data as z.infer<Schemas[D]> }
  const issues =
    given === undefined
      ? 'it is absent'
      : parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ')
  return { problem: problem('AUXILIARY_INVALID', { prompt: prompt.id, dimension, issues }) }
}
