import type { VideoInfo } from '../bench/records/clip.ts'
import type { DimensionId } from '../bench/records/dimension.ts'
import type { Json } from '../bench/records/identity.ts'
import type { Prompt } from '../bench/records/plan.ts'
import type { Problem } from '../bench/records/problem.ts'
import type { Score } from '../bench/records/score.ts'
import type { FrameSelection, RgbFrame, RgbPicture } from '../bench/video/contract.ts'

/** A detected object. Box corners in pixels of the frame, integers as VBench truncates them. */
export interface Detection {
  readonly name: string
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number]
  /** 0 … 1. */
  readonly score: number
}

/** A region described in words ("red car"), with the name of the frame's top detection as VBench pairs them. */
export interface RegionCaption {
  readonly caption: string
  readonly objectName: string
}

/**
 * What each role hands to the evaluators: the value of a feature of one clip. Values are plain JSON or typed arrays,
 * because they are memoised in the store.
 * T = frames selected, D = width of an embedding.
 */
export interface RoleOutputs {
  /** Mean absolute difference of successive frames over all pixels and channels, 0 … 255; T − 1 values. */
  'frame-difference': { readonly meanAbsoluteDifferences: readonly number[] }
  /** The same beside what the static filter looks at: mean of the largest 2 % of flow magnitudes, pixels; T + 1 values. */
  'still-frame-difference': {
    readonly meanAbsoluteDifferences: readonly number[]
    readonly largestMagnitudes: readonly number[]
  }
  /** One embedding a frame, not normalised; T rows of D. */
  'subject-embedder': { readonly embeddings: readonly Float32Array[] }
  'background-embedder': { readonly embeddings: readonly Float32Array[] }
  /** The same of the first frame of each segment of a long clip (VBench-Long). */
  'segment-subject-embedder': SegmentEmbeddings
  'segment-background-embedder': SegmentEmbeddings
  /** Mean of the largest 5 % of flow magnitudes of each successive pair of sampled frames, pixels; T − 1 values. */
  flow: { readonly largestMagnitudes: readonly number[]; readonly sampledFrames: number }
  /** Mean absolute error 0 … 255 of each predicted inner frame against the real one. */
  interpolator: { readonly meanAbsoluteErrors: readonly number[] }
  /** Per frame, detections by falling score. */
  'object-detector': { readonly frames: readonly (readonly Detection[])[] }
  'region-captioner': { readonly frames: readonly (readonly RegionCaption[])[] }
  aesthetic: { readonly scores: readonly number[] }
  'image-quality': { readonly scores: readonly number[] }
  'action-classifier': {
    readonly topLabels: readonly { readonly label: string; readonly probability: number }[]
  }
  tagger: { readonly captions: readonly string[] }
  /** `logitScale`: what the checkpoint multiplies cosines by (100 in the released CLIP ViT-B/32). */
  'style-embedder': { readonly embeddings: readonly Float32Array[]; readonly logitScale: number }
  'video-text-embedder': { readonly embedding: Float32Array }
  /** One embedding a frame in the space of VBench-I2V's subject network, not normalised; T rows of D. */
  'i2v-subject-embedder': { readonly embeddings: readonly Float32Array[] }
  'i2v-background-embedder': { readonly embeddings: readonly Float32Array[] }
  /**
   * Where points of the first frame go: positions x, y in pixels of the clip, [frames, points, 2]. The points are a
   * square grid, row by row from the top left.
   */
  'camera-tracker': {
    readonly tracks: Float32Array
    readonly frames: number
    readonly points: number
  }
}
export type RoleId = keyof RoleOutputs

/** The first frame of each segment of a long clip; S rows of D, not normalised. */
export interface SegmentEmbeddings {
  readonly embeddings: readonly Float32Array[]
  /**
   * Whether the embedder is the one that looks at whole segments too, so that likeness between segments and within one
   * are on one scale. Else a table of quantiles brings them there.
   */
  readonly ownScale?: true
}

/** A clip as evaluators and backbones see it. They never learn its path, model or seed. */
export interface ClipView {
  readonly sha256: string
  readonly video: VideoInfo
}

export interface EvaluatorMeta<R extends RoleId> {
  readonly id: DimensionId
  readonly title: string
  /** `ratio`, `cosine similarity`, … shown beside the number. */
  readonly unit: string
  readonly range: readonly [low: number, high: number]
  readonly higherIsBetter: boolean
  /** Raised whenever the same input may give another number. */
  readonly version: number
  /** The role whose feature it scores. */
  readonly role: R
  /** Whether the score depends on the prompt's text or auxiliary data. */
  readonly needsPrompt: boolean
  /** Whether it compares the clip with the picture that the clip was made from; then `image` is its embedding. */
  readonly needsImage?: true
  readonly citation: string
}

export interface EvaluatorInput<R extends RoleId = RoleId> {
  readonly clip: ClipView
  readonly prompt: Prompt
  readonly feature: RoleOutputs[R]
  /** The embedding of what `query` asked for, by the same backbone; present exactly when the evaluator has a `query`. */
  readonly text?: Float32Array
  /** The embedding of the picture that the clip was made from, by the same backbone; present when `needsImage`. */
  readonly image?: Float32Array
}

/** One dimension: decision logic on top of one role's feature. Pure: same input, same score. */
export interface Evaluator<R extends RoleId = RoleId> {
  readonly meta: EvaluatorMeta<R>
  /** The words to embed beside the frames, or null when the prompt lacks them (`score` then says so). */
  query?(prompt: Prompt): string | null
  score(input: EvaluatorInput<R>): Score
}

/** The roles that look at segments' first frames. */
export type SegmentRoleId = 'segment-subject-embedder' | 'segment-background-embedder'

/** How the scores of a long clip's segments become the clip's score. Pure, as an evaluator is. */
export interface SegmentFusion {
  /** Raised whenever the same scores may give another number. */
  readonly version: number
  /** Who looks at the first frame of each segment, where segments are also compared with each other. */
  readonly role?: SegmentRoleId
  /** @param firstFrames present exactly when there is a `role` and more than one segment */
  fuse(scores: readonly Score[], firstFrames?: SegmentEmbeddings): Score
}

/** What a backbone knows of one clip: a feature for every role that it plays. */
export type Features<R extends RoleId> = { readonly [K in R]: RoleOutputs[K] }

/** Frames of one clip arrive in order, only those of the backbone's selection; a frame's bytes are not kept after `push`. */
export interface FeatureStream<R extends RoleId> {
  push(frame: RgbFrame): void | Promise<void>
  /** The features, or throws a BenchError that makes the clip unscored in these roles. */
  finish(): Features<R> | Promise<Features<R>>
}

/** A loaded backbone. Streams of one session are used one at a time; `begin` frees what an unfinished one held. */
export interface BackboneSession<R extends RoleId> {
  begin(clip: ClipView): FeatureStream<R>
  /** The embedding of a text, for roles whose evaluators have a `query`. */
  embedText?(text: string): Promise<Float32Array>
  /** The embedding of a picture, for roles whose evaluators need the one that the clip was made from. */
  embedImage?(picture: RgbPicture): Promise<Float32Array>
  close(): void | Promise<void>
}

/**
 * What plays one or several roles in a profile. Roles that share a computation (subject and background embedder,
 * detector and captioner) share a backbone: it stands under each of them in the profile, is the same object there,
 * and runs once per clip.
 */
export interface Backbone<R extends RoleId = RoleId> {
  readonly id: string
  readonly roles: readonly RoleId[]
  readonly title: string
  readonly version: number
  readonly frames: FrameSelection
  /** Fewest frames of the clip that it can work on. */
  readonly minFrames: number
  /** The files it needs, by name in the weights table; empty for classical methods. */
  readonly weights: readonly string[]
  /** Settings that change its output, part of the feature's identity. */
  readonly options?: { readonly [key: string]: Json }
  open(context: BackboneContext): Promise<BackboneSession<R>>
}

/** A backbone whatever roles it plays. */
export type AnyBackbone = { readonly [R in RoleId]: Backbone<R> }[RoleId]

export interface BackboneContext {
  /** Absolute path of a file named in `weights`; present and verified before `open`. */
  weightPath(name: string): string
  /**
   * Sizes of a network of the user's that stands in for the released file, as its config.json states them; null for
   * the released one. Without this method all are released ones.
   */
  architecture?(name: string): Json | null
  readonly threads: number
}

/** A named choice of backbones. A role without one makes its dimensions unscored, with the reason. */
export interface Profile {
  readonly id: string
  readonly title: string
  /** What these numbers are not; null only for VBench's own. */
  readonly notice: string | null
  readonly backbones: { readonly [R in RoleId]?: Backbone<R> }
  /** Why roles are empty, by role. */
  readonly absent?: { readonly [R in RoleId]?: Problem }
}
