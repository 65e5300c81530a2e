import { z } from 'zod'
import type { Tag2TextSpec } from './tag2text.ts'

const count = z
  .int()
  .positive()
  .max(2 ** 20)

/** Sizes of Tag2Text as `config.json` states them. */
export const tag2textArchitecture = z.object({
  hiddenSize: count,
  intermediateSize: count,
  textLayers: count,
  textHeads: count,
  taggingHeads: count,
  imageSize: count,
  windowSize: count,
  swinEmbedDim: count,
  swinDepths: z.array(count).min(1),
  swinHeads: z.array(count).min(1),
})
export type Tag2TextArchitecture = z.output<typeof tag2textArchitecture>

// VBench at 45e79ec, third_party/tag2Text: config_swinB_384.json, med_config.json, q2l_config.json
export const tag2textSwinB: Tag2TextArchitecture = {
  hiddenSize: 768,
  intermediateSize: 3072,
  textLayers: 12,
  textHeads: 12,
  taggingHeads: 4,
  imageSize: 384,
  windowSize: 12,
  swinEmbedDim: 128,
  swinDepths: [2, 2, 18, 2],
  swinHeads: [4, 8, 16, 32],
}

const positionTable = 'tag_encoder.embeddings.position_embeddings.weight'
/** bert-base-uncased, max_position_embeddings. */
const releasedPositions = 512

/** The sizes of a network, of which a checkpoint itself says how many places of a text it knows. */
export function tag2textSpec(
  architecture: Tag2TextArchitecture,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): Tag2TextSpec {
  return { ...architecture, positions: tensors.get(positionTable)?.shape[0] ?? releasedPositions }
}
