import type { Evaluator } from '../../evaluators/contract.ts'
import { problem } from '../errors.ts'
import type { GeneratedClip } from '../records/clip.ts'
import type { DimensionId } from '../records/dimension.ts'
import { identityOf, type Json, sha256 } from '../records/identity.ts'
import type { PlannedClip, Prompt } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { ClipRow } from '../store/clips.ts'
import type { FeatureKey } from '../store/features.ts'
import type { Prepared, PreparedBackbone } from './prepare.ts'
import { isLong } from './protocol.ts'

/** One score that the run should have: what it is made from, and its identity. */
export interface WantedScore {
  readonly clip: PlannedClip
  readonly made: GeneratedClip
  readonly dimension: DimensionId
  readonly evaluator: Evaluator
  readonly backbone: PreparedBackbone
  /** Hash of the clip's bytes, the evaluator and its version, the backbone with its weights, and the prompt where it counts. */
  readonly identity: string
  /** The words to embed beside the frames; null when there are none. */
  readonly query: string | null
  /** Why this clip can't be scored whatever its frames show; null when it can. */
  readonly obstacle: Problem | null
}

/** Every score that can be computed, in planned order: the clip is there and its dimension has an evaluator and a backbone. */
export function wantedScores(
  prepared: Prepared,
  plan: readonly PlannedClip[],
  rows: ReadonlyMap<string, ClipRow>,
): WantedScore[] {
  const promptHash = memoised((prompt: Prompt) =>
    identityOf({ text: prompt.text, auxiliary: (prompt.auxiliary as Json | undefined) ?? null }),
  )
  return plan.flatMap((clip) => {
    const made = rows.get(clip.id)?.clip
    if (made?.status !== 'generated') return []
    const obstacle = isLong(prepared.request, made.video)
      ? problem('LONG_CLIPS_UNSUPPORTED', { found: 'The clip is' })
      : null
    return clip.dimensions.flatMap((dimension): WantedScore[] => {
      const measure = prepared.measures.get(dimension)
      if (measure === undefined || measure.evaluator === null || measure.backbone === null) return []
      const { evaluator, backbone } = measure
      const { meta } = evaluator
      const byPrompt = meta.needsPrompt || evaluator.query !== undefined
      const prompt = byPrompt ? promptHash(clip.prompt) : '-'
      const parts = [made.sha256, meta.id, meta.version, meta.role, backbone.identity, prompt]
      // A whole clip's score, of a release that gave one, is not taken for one of VBench-Long.
      if (obstacle !== null) parts.push(obstacle.code)
      const identity = sha256(parts.join('\n'))
      const query = evaluator.query?.(clip.prompt) ?? null
      return [{ clip, made, dimension, evaluator, backbone, identity, query, obstacle }]
    })
  })
}

/** The stored feature of a clip's frames. */
export const framesKey = ({ made, backbone }: WantedScore): FeatureKey => ({
  contentSha256: made.sha256,
  backboneIdentity: backbone.identity,
})

/** The stored embedding of a text, by the same backbone. */
export const textKey = (text: string, backbone: PreparedBackbone): FeatureKey => ({
  contentSha256: sha256(text),
  backboneIdentity: `${backbone.identity}/text`,
})

function memoised<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const found = known.get(key) ?? compute(key)
    known.set(key, found)
    return found
  }
}
