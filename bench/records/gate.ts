import { z } from 'zod'

/** A rule on one metric. `metric` is a dimension id, `quality`, `semantic`, `i2v` or `total`. */
export const gateRuleSchema = z.strictObject({
  level: z.enum(['off', 'warn', 'error']),
  /** The lowest value that passes, in the metric's own unit. */
  min: z.number().optional(),
  /** The largest drop against the baseline that passes, in the metric's own unit. */
  maxRegression: z.number().nonnegative().optional(),
})
export type GateRule = z.infer<typeof gateRuleSchema>
/** Rules by metric. */
export type Gates = Readonly<Record<string, GateRule>>
