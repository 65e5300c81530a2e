import { z } from 'zod'
import { type Tensor, toFloat32 } from '../tensor/tensor.ts'

/** When an output counts as equal to its recorded value. */
export type Rule =
  /** max|got − ref| ≤ bound · max(1, max|ref|). */
  | { readonly kind: 'relative'; readonly bound: number }
  /** |got − ref| ≤ atol + rtol · |ref| everywhere. */
  | { readonly kind: 'elementwise'; readonly atol: number; readonly rtol: number }
  /** No byte is off by more than one level, and at least this share is equal. */
  | { readonly kind: 'levels'; readonly equalShare: number }

/** The forms that a folder's `tolerance` has; texts in it are notes. */
export const toleranceSchema = z.looseObject({ tol_pass: z.number().positive().optional() })
export type Tolerance = z.infer<typeof toleranceSchema>

// fixtures of the upstream code: frames differ between engines by one level in at most 0.05 % of bytes
const byteRule: Rule = { kind: 'levels', equalShare: 0.995 }
/** Neighbouring bfloat16 numbers are this far apart at most, relative to their size. */
const bfloat16Step = 2 ** -7

/** Bounds that a record states for one output. */
export const boundsSchema = z.object({
  atol: z.number().nonnegative(),
  rtol: z.number().nonnegative().default(0),
})

/**
 * The rule for an output: the bounds that the folder states for this element type, else its overall one. Integers are
 * exact, bytes may be one level off, bfloat16 one unit in the last place, where the folder says nothing else. Null when
 * no rule is stated.
 */
export function ruleFor(tolerance: Tolerance, dtype: Tensor['dtype']): Rule | null {
  const stated = statedRule(tolerance, dtype)
  if (stated) return stated
  if (dtype === 'uint8') return byteRule
  if (dtype === 'int64' || dtype === 'int32' || dtype === 'bool') return { kind: 'relative', bound: 0 }
  if (tolerance.tol_pass !== undefined) return { kind: 'relative', bound: tolerance.tol_pass }
  return dtype === 'bfloat16' ? { kind: 'elementwise', atol: 0, rtol: bfloat16Step } : null
}

/** The bounds under a key of a folder's tolerance; undefined when there is nothing but text. */
export function statedRule(tolerance: Tolerance, key: string): Rule | undefined {
  const stated = boundsSchema.safeParse(tolerance[key])
  return stated.success ? { kind: 'elementwise', ...stated.data } : undefined
}

/** How far an output lies from its recorded value. */
export interface Comparison {
  readonly maxAbsoluteError: number
  /** The largest absolute error over max(1, largest recorded magnitude). */
  readonly maxRelativeError: number
  readonly passed: boolean
}

/** Errors are infinite where the output is absent, has another shape, or is not a number. */
export function compare(got: Tensor | undefined, expected: Tensor, rule: Rule): Comparison {
  const infinite = {
    maxAbsoluteError: Number.POSITIVE_INFINITY,
    maxRelativeError: Number.POSITIVE_INFINITY,
    passed: false,
  }
  if (!got || String(got.shape) !== String(expected.shape)) return infinite
  const [found, wanted] = [numbers(got), numbers(expected)]
  let [error, magnitude, unequal, outside] = [0, 1, 0, 0]
  for (let i = 0; i < wanted.length; i++) {
    const reference = Number(wanted[i])
    const difference = Math.abs(Number(found[i]) - reference)
    if (Number.isNaN(difference)) return infinite
    error = Math.max(error, difference)
    magnitude = Math.max(magnitude, Math.abs(reference))
    if (difference !== 0) unequal += 1
    if (rule.kind === 'elementwise' && difference > rule.atol + rule.rtol * Math.abs(reference)) outside += 1
  }
  const maxRelativeError = error / magnitude
  const holds = {
    relative: () => maxRelativeError <= (rule as Rule & { kind: 'relative' }).bound,
    elementwise: () => outside === 0,
    levels: () =>
      error <= 1 && unequal <= (1 - (rule as Rule & { kind: 'levels' }).equalShare) * wanted.length,
  }
  return { maxAbsoluteError: error, maxRelativeError, passed: holds[rule.kind]() }
}

/** bfloat16 and float16 are held as bits. */
const numbers = (x: Tensor) => (x.dtype === 'bfloat16' || x.dtype === 'float16' ? toFloat32(x).data : x.data)

/** A rule in one short text. */
export function ruleText(rule: Rule): string {
  if (rule.kind === 'relative') return rule.bound === 0 ? 'exact' : `${rule.bound} · max(1, max|ref|)`
  if (rule.kind === 'levels') return `1 level, ${rule.equalShare * 100} % equal`
  return rule.rtol === 0 ? `${rule.atol}` : `${rule.atol} + ${rule.rtol}·|ref|`
}
