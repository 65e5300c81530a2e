import { z } from 'zod'
import { preferenceGateSchema } from '../records/preference-gate.ts'
import { aspects } from '../records/vote.ts'

export const formKinds = ['pairwise', 'rating', 'dimensions'] as const
export type FormKind = (typeof formKinds)[number]

/** What a study of human preference asks, of how many people, about which clips. */
export const preferenceSchema = z.strictObject({
  /** `pairwise`: which of two clips, in three aspects; `rating`: 1 to 5; `dimensions`: which of two, on VBench's. */
  form: z.enum(formKinds).optional(),
  /** Of `pairwise` and `rating`; all three when left out. `dimensions` asks about the setting of that name. */
  aspects: z.array(z.enum(aspects)).min(1).optional(),
  /** Whether raters may write a comment. */
  comment: z.boolean().optional(),
  /** Runs whose clips are compared: run folders, `result.json` files or run ids; `label=run` renames a run's one model. */
  runs: z.array(z.string().min(1)).min(1).optional(),
  /** Compare this model with every other one; all pairs when left out. */
  against: z.string().min(1).optional(),
  raters: z.int().min(1).max(10_000).optional(),
  /** How many raters judge each pair, or rate each clip. */
  ratersPerItem: z.int().min(1).max(10_000).optional(),
  /** Gold pairs (a clip beside its own degraded copy) as a share of a rater's items. */
  goldRate: z.number().min(0).max(1).optional(),
  /** Repeated items as a share of a rater's items. */
  repeatRate: z
    .number()
    .min(0)
    .max(1 / 3)
    .optional(),
  /** Leave out raters who pass a smaller share of their gold pairs; null for no such rule. */
  excludeBelowGold: z.number().min(0).max(1).nullable().optional(),
  /** How long a clip must be played before the vote counts. */
  minimumWatchSeconds: z.number().min(0).max(3600).optional(),
  /** Rules that the results must hold. */
  gates: z.array(preferenceGateSchema).optional(),
})
