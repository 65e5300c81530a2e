import type { RoleId, RoleOutputs } from '../../evaluators/contract.ts'
import { problem, problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { type Score, scoreSchema } from '../records/score.ts'
import type { ScoreRow } from '../store/scores.ts'
import type { WantedScore } from './score-plan.ts'

/** A feature, or why there is none. */
export type Feature = { readonly value: unknown } | { readonly problem: Problem }

/**
 * The score of one clip on one dimension. Without a feature, or when the evaluator throws, it is unscored and has no
 * identity, so that the next run tries again.
 */
export function evaluate(wanted: WantedScore, frames: Feature, text: Feature | null): ScoreRow {
  const { clip, dimension, identity } = wanted
  const missing =
    'problem' in frames ? frames.problem : text !== null && 'problem' in text ? text.problem : null
  const { score, final } =
    missing === null
      ? scoreOf(wanted, (frames as { value: unknown }).value, text)
      : { score: unscored(missing), final: false }
  return { itemId: clip.id, dimension, identity: final ? identity : '', score }
}

function scoreOf(wanted: WantedScore, value: unknown, text: Feature | null) {
  const { clip, made, dimension, evaluator } = wanted
  const { role } = evaluator.meta
  const feature = (value as Readonly<Record<string, unknown>> | null)?.[role]
  try {
    if (feature === undefined) return invalid(role, 'no feature for this role')
    const score = evaluator.score({
      clip: { sha256: made.sha256, video: made.video },
      prompt: clip.prompt,
      // The backbone promised a value of its role's form; evaluators check what they can't take for granted.
      feature: feature as RoleOutputs[RoleId],
      ...(text !== null && 'value' in text && { text: text.value as Float32Array }),
    })
    const parsed = scoreSchema.safeParse(score)
    if (parsed.success) return { score: parsed.data, final: true }
    return invalid(role, `${dimension} gave ${parsed.error.issues[0]?.message ?? 'no score'}`)
  } catch (thrown) {
    return { score: unscored(problemOf(thrown)), final: false }
  }
}

const unscored = (found: Problem): Score => ({ status: 'unscored', problem: found })

function invalid(role: string, found: string) {
  const facts = { role, found, expected: 'a finite score' }
  return { score: unscored(problem('FEATURE_INVALID', facts)), final: false }
}
