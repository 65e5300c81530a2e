import type { Evaluator, SegmentFusion } from '../../evaluators/contract.ts'
import { problem, problemOf } from '../errors.ts'
import type { GeneratedClip } from '../records/clip.ts'
import type { DimensionId } from '../records/dimension.ts'
import { identityOf, type Json, sha256 } from '../records/identity.ts'
import type { PlannedClip, Prompt } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { ClipRow } from '../store/clips.ts'
import type { FeatureKey } from '../store/features.ts'
import { type Picture, pictureOf } from './pictures.ts'
import type { Measure, Prepared, PreparedBackbone } from './prepare.ts'
import { isLong, protocolOf } from './protocol.ts'
import { type ClipPart, firstFramesOf, segmentsOf, wholeClip } from './segments.ts'

/** One score that the run should have: what it is made from, and its identity. */
export interface WantedScore {
  readonly clip: PlannedClip
  readonly made: GeneratedClip
  readonly dimension: DimensionId
  readonly evaluator: Evaluator
  readonly backbone: PreparedBackbone
  /** What is scored: the whole clip, or its segments in order. */
  readonly parts: readonly ClipPart[]
  /** How the segments' scores become the clip's; null for a clip that is scored as a whole. */
  readonly join: SegmentJoin | null
  /**
   * Hash of the clip's bytes, the evaluator and its version, the backbone with its weights, the prompt where it counts,
   * and of how a long clip is cut and joined.
   */
  readonly identity: string
  /** The words to embed beside the frames; null when there are none. */
  readonly query: string | null
  /** The picture to embed beside the frames; null where the evaluator needs none, or there is none. */
  readonly picture: Picture | null
  /** Why this clip can't be scored whatever its frames show; null when it can. */
  readonly obstacle: Problem | null
}

export interface SegmentJoin {
  readonly fusion: SegmentFusion
  /** The first frames of the segments and what looks at them; null where they are not compared. */
  readonly firstFrames: { readonly part: ClipPart; readonly backbone: PreparedBackbone } | null
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
  const shapeOf = shapes(prepared, plan, rows)
  return plan.flatMap((clip) => {
    const made = rows.get(clip.id)?.clip
    if (made?.status !== 'generated') return []
    const shape = shapeOf(clip, made)
    return clip.dimensions.flatMap((dimension): WantedScore[] => {
      const measure = prepared.measures.get(dimension)
      if (measure === undefined || measure.evaluator === null || measure.backbone === null) return []
      const { evaluator, backbone } = measure
      const { meta } = evaluator
      const byPrompt = meta.needsPrompt || evaluator.query !== undefined
      const prompt = byPrompt ? promptHash(clip.prompt) : '-'
      const parts = [made.sha256, meta.id, meta.version, meta.role, backbone.identity, prompt]
      const cut = shape(measure)
      parts.push(...cut.marks)
      const { picture, absence, mark } = neededPicture(prepared, clip, meta)
      if (mark !== null) parts.push(mark)
      const identity = sha256(parts.join('\n'))
      const query = evaluator.query?.(clip.prompt) ?? null
      const common = { clip, made, dimension, evaluator, backbone, identity, query, picture }
      return [{ ...common, ...cut.shape, obstacle: cut.shape.obstacle ?? absence }]
    })
  })
}

/** The picture that a score needs, or why it is absent, with a mark for the score's identity; all null when it needs none. */
function neededPicture({ pictures }: Prepared, clip: PlannedClip, { needsImage }: Evaluator['meta']) {
  if (!needsImage) return { picture: null, absence: null, mark: null }
  const found = pictureOf(pictures, clip)
  return 'picture' in found
    ? { picture: found.picture, absence: null, mark: found.picture.sha256 }
    : { picture: null, absence: found.problem, mark: found.problem.code }
}

type Shape = Pick<WantedScore, 'parts' | 'join' | 'obstacle'>

/** What of a clip is scored on a dimension, and the marks that tell its score from one of another cut. */
type ShapeOf = (measure: Measure) => { readonly shape: Shape; readonly marks: readonly string[] }

/** Whole clips; or, in a run of VBench-Long, segments. */
function shapes(
  prepared: Prepared,
  plan: readonly PlannedClip[],
  rows: ReadonlyMap<string, ClipRow>,
): (clip: PlannedClip, made: GeneratedClip) => ShapeOf {
  const { request } = prepared
  const whole = (made: GeneratedClip): ShapeOf => {
    const shape = { parts: [wholeClip(made)], join: null, obstacle: null }
    return () => ({ shape, marks: [] })
  }
  const clips = plan.flatMap(({ id }) => rows.get(id)?.clip ?? [])
  if (protocolOf(request, clips) !== 'vbench-long') return (_, made) => whole(made)
  return ({ prompt }, made) => {
    if (!isLong(request, made.video)) {
      return unusable(made, problem('CLIP_NOT_LONG', { found: made.video.durationSeconds }))
    }
    try {
      return segmented(made, segmentsOf(made, prepared.segmentSeconds(prompt)))
    } catch (thrown) {
      return unusable(made, problemOf(thrown))
    }
  }
}

function segmented(made: GeneratedClip, parts: readonly ClipPart[]): ShapeOf {
  const firsts = firstFramesOf(made, parts)
  return ({ long }) => {
    const { fusion, backbone, obstacle } = long!
    const compares = fusion.role !== undefined && parts.length > 1
    const firstFrames = compares && backbone !== null ? { part: firsts, backbone } : null
    const shape = { parts, join: { fusion, firstFrames }, obstacle: compares ? obstacle : null }
    const marks = [
      'vbench-long',
      ...parts.map(({ sha256 }) => sha256),
      fusion.role ?? 'mean',
      fusion.version,
      firstFrames?.backbone.identity ?? obstacle?.code ?? '-',
    ]
    return { shape, marks: marks.map(String) }
  }
}

function unusable(made: GeneratedClip, obstacle: Problem): ShapeOf {
  const shape = { parts: [wholeClip(made)], join: null, obstacle }
  return () => ({ shape, marks: [obstacle.code] })
}

/** The stored feature of a clip's frames, or of a part of them. */
export const framesKey = (part: ClipPart, backbone: PreparedBackbone): FeatureKey => ({
  contentSha256: part.sha256,
  backboneIdentity: backbone.identity,
})

/** The stored embedding of a picture, by the same backbone. */
export const pictureKey = ({ sha256 }: Picture, backbone: PreparedBackbone): FeatureKey => ({
  contentSha256: sha256,
  backboneIdentity: `${backbone.identity}/picture`,
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
