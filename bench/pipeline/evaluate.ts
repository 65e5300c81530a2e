import type { RoleId, RoleOutputs, SegmentEmbeddings } from '../../evaluators/contract.ts'
import { BenchError, problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { type Score, scoreSchema } from '../records/score.ts'
import type { ScoreRow } from '../store/scores.ts'
import type { WantedScore } from './score-plan.ts'
import type { ClipPart } from './segments.ts'

/** A feature, or why there is none. */
export type Feature = { readonly value: unknown } | { readonly problem: Problem }

/** What a score is made from. */
export interface ClipFeatures {
  /** Of each part of the clip, in order. */
  readonly parts: readonly Feature[]
  /** Of the segments' first frames; null where they are not compared. */
  readonly firstFrames: Feature | null
  /** Of the evaluator's query; null when it has none. */
  readonly text: Feature | null
  /** Of the picture that the clip was made from; null where the evaluator needs none. */
  readonly picture: Feature | null
}

/**
 * The score of one clip on one dimension. Without a feature, or when the evaluator throws, it is unscored and has no
 * identity, so that the next run tries again.
 */
export function evaluate(wanted: WantedScore, features: ClipFeatures): ScoreRow {
  const { clip, dimension, identity } = wanted
  const missing = missingIn(features)
  if (missing !== null)
    return { itemId: clip.id, dimension, identity: '', score: { status: 'unscored', problem: missing } }
  try {
    const score = scoreSchema.safeParse(scoreOf(wanted, features))
    if (!score.success) {
      throw invalid(
        wanted.evaluator.meta.role,
        `${dimension} gave ${score.error.issues[0]?.message ?? 'no score'}`,
      )
    }
    return { itemId: clip.id, dimension, identity, score: score.data }
  } catch (thrown) {
    return {
      itemId: clip.id,
      dimension,
      identity: '',
      score: { status: 'unscored', problem: problemOf(thrown) },
    }
  }
}

function missingIn({ parts, firstFrames, text, picture }: ClipFeatures): Problem | null {
  const missing = [...parts, firstFrames, text, picture].find(
    (feature) => feature !== null && 'problem' in feature,
  )
  return missing && 'problem' in missing ? missing.problem : null
}

function scoreOf(wanted: WantedScore, { parts, firstFrames, ...beside }: ClipFeatures): Score {
  const scores = parts.map((feature, i) => partScore(wanted, wanted.parts[i]!, feature, beside))
  if (wanted.join === null) return scores[0]!
  const { fusion } = wanted.join
  if (firstFrames === null) return fusion.fuse(scores)
  return fusion.fuse(scores, roleValue(firstFrames, fusion.role!) as SegmentEmbeddings)
}

function partScore(
  { clip, evaluator }: WantedScore,
  part: ClipPart,
  feature: Feature,
  { text, picture }: Pick<ClipFeatures, 'text' | 'picture'>,
) {
  return evaluator.score({
    clip: { sha256: part.sha256, video: part.video },
    prompt: clip.prompt,
    // The backbone promised a value of its role's form; evaluators check what they can't take for granted.
    feature: roleValue(feature, evaluator.meta.role) as RoleOutputs[RoleId],
    ...(text !== null && 'value' in text && { text: text.value as Float32Array }),
    ...(picture !== null && 'value' in picture && { image: picture.value as Float32Array }),
  })
}

/** A feature of a clip holds a value for each role that its backbone plays. */
function roleValue(feature: Feature, role: RoleId): unknown {
  const values = 'value' in feature ? (feature.value as Readonly<Record<string, unknown>> | null) : null
  const value = values?.[role]
  if (value === undefined) throw invalid(role, 'no feature for this role')
  return value
}

const invalid = (role: string, found: string) =>
  new BenchError('FEATURE_INVALID', { role, found, expected: 'a finite score' })
