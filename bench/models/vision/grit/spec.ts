import { z } from 'zod'

const count = z
  .int()
  .positive()
  .max(2 ** 16)

/** Groups that the proposals' head normalises by (CenterNet2, centernet_head.py; detectron2's get_norm). */
export const normGroups = 32

/**
 * Sizes of a GRiT as `config.json` states them. The rest is fixed: patches of 16, windows of 14, five feature levels,
 * three cascade stages, BERT's vocabulary.
 */
export const gritArchitecture = z
  .object({
    vitEmbedDim: count,
    vitDepth: count,
    vitHeads: count,
    /** Blocks that attend within windows; the others attend to the whole image. */
    windowBlockIndexes: z.array(z.int().nonnegative()),
    fpnChannels: count,
    roiFcDim: count,
    textHiddenSize: count,
    textLayers: count,
    textHeads: count,
    textFeedforwardSize: count,
  })
  .refine(
    ({ vitEmbedDim, vitHeads, textHiddenSize, textHeads }) =>
      vitEmbedDim % vitHeads === 0 && textHiddenSize % textHeads === 0,
    'expected widths that are multiples of their numbers of heads',
  )
  .refine(
    ({ fpnChannels }) => fpnChannels % normGroups === 0,
    `expected fpnChannels to be a multiple of ${normGroups}`,
  )
export type GritSpec = z.output<typeof gritArchitecture>

// JialianW/GRiT, grit/modeling/backbone/vit.py, build_vit_fpn_backbone; grit/config.py, TEXT_DECODER; detectron2's
// defaults for ROI_BOX_HEAD.FC_DIM and FPN.OUT_CHANNELS
/** GRiT on ViTDet-B, trained for object names and dense captions: what VBench uses. */
export const gritSpec: GritSpec = {
  vitEmbedDim: 768,
  vitDepth: 12,
  vitHeads: 12,
  windowBlockIndexes: [0, 1, 3, 4, 6, 7, 9, 10],
  fpnChannels: 256,
  roiFcDim: 1024,
  textHiddenSize: 768,
  textLayers: 6,
  textHeads: 12,
  textFeedforwardSize: 3072,
}
