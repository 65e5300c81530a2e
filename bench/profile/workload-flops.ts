import { clipLargeSpec, t5XxlSpec } from '../models/specs.ts'
import type { GraphOptions } from '../onnx/graph/emitter.ts'
import { countAutoencoder } from './autoencoder-flops.ts'
import { type ProductCount, scaleCount, sumCounts } from './flops.ts'
import type { Passes } from './predictions.ts'
import { upstreamForm } from './step-count.ts'
import { clipTokens, countTokens, type TokenCount, t5Tokens, type VideoShape } from './tokens.ts'
import { countClip, countMmdit, countT5 } from './transformer-flops.ts'
import type { ProfileVariant } from './variants.ts'

/** Stages of making a clip from text; a reference is encoded by `countAutoencoder`. */
export const stageNames = ['text', 'denoise', 'decode'] as const
export type StageName = (typeof stageNames)[number]

export interface Workload extends VideoShape {
  readonly passes: Passes
  /** Texts that are encoded: the prompt and the negative prompts. */
  readonly texts: number
}

/** Work of one clip, stage by stage. */
export interface WorkloadCount {
  readonly tokens: TokenCount
  readonly stages: Readonly<Record<StageName, ProductCount>>
  /** Keys and values of all tokens, blocks and passes: what ring attention sends around. */
  readonly ringValues: number
}

/** Counts a workload of a variant at official size, from its graphs. Throws what `countTokens` throws. */
export async function countWorkload(
  variant: ProfileVariant,
  { passes, texts, ...video }: Workload,
  form: GraphOptions = upstreamForm,
): Promise<WorkloadCount> {
  const { mmdit, autoencoder, tiling } = variant
  const tokens = countTokens(variant, video)
  const sizes = { batch: passes.batch, imageTokens: tokens.tokens, textTokens: t5Tokens }
  const pass = sumCounts(countMmdit(mmdit, sizes, form))
  const text = [
    ...countT5(t5XxlSpec, texts, t5Tokens, form),
    countClip(clipLargeSpec, texts, clipTokens, form),
  ]
  const decode = await countAutoencoder(autoencoder, 'decode', tokens.latentShape, tiling, form)
  const blocks = mmdit.depth + mmdit.depthSingleBlocks
  const keysAndValues = 2 * passes.batch * (tokens.tokens + t5Tokens) * mmdit.hiddenSize
  return {
    tokens,
    stages: {
      text: sumCounts(text),
      denoise: scaleCount(pass, passes.passes),
      decode: sumCounts(decode),
    },
    ringValues: keysAndValues * blocks * passes.passes,
  }
}
