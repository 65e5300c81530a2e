import type { BenchError } from '../../errors.ts'
import type { PlannedClip } from '../../records/plan.ts'
import type { Problem } from '../../records/problem.ts'

/**
 * Where a clip's video lies, with what is odd about it; or why there is none. `kind` says the same in words that
 * clips with the same fault share.
 */
export type Located =
  | { readonly path: string; readonly warning: Problem | null }
  | { readonly error: BenchError; readonly kind: string }

/** The videos of one model, found by one way of naming. Reads the folder when it is made, and never again. */
export interface Source {
  readonly folder: string
  locate(clip: PlannedClip): Located
  /** What is wrong with the folder as a whole, given all clips that are planned from it. */
  overall(clips: readonly PlannedClip[]): readonly Problem[]
}
