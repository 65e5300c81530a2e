import { z } from 'zod'

const count = z
  .int()
  .positive()
  .max(2 ** 20)
const tower = z.object({ width: count, layers: count, heads: count })

/**
 * Sizes of the vision networks as `config.json` states them, in recorded cases and in weight folders. Settings that
 * have one value in this project's networks are literals, so that a checkpoint of another kind is refused.
 */
export const architectures = {
  dino: z.object({
    patchSize: count,
    embedDim: count,
    depth: count,
    numHeads: count,
    mlpRatio: z.number().positive(),
    imgSizeOfPosEmbed: count,
  }),
  clip: z.object({
    embedDim: count,
    imageResolution: count,
    visionLayers: count,
    visionWidth: count,
    visionPatchSize: count,
    visionHeads: count,
    contextLength: count,
    vocabSize: count,
    transformerWidth: count,
    transformerHeads: count,
    transformerLayers: count,
  }),
  aestheticHead: z.object({ inFeatures: count }),
  umt: z.object({
    embedDim: count,
    depth: count,
    numHeads: count,
    numClasses: count,
    imgSize: count,
    patchSize: count,
    allFrames: count,
    tubeletSize: z.literal(1),
    mlpRatio: z.number().positive(),
    qkvBias: z.literal(true),
    useMeanPooling: z.literal(true),
    lnEps: z.literal(1e-6),
  }),
  viclip: z.object({
    vision: tower.extend({ patch: count }),
    text: tower,
    embedDim: count,
    maxTxtL: count,
    numFrames: count,
  }),
  raft: z.object({ variant: z.literal('large'), corrLevels: count, corrRadius: count }),
  amt: z.object({ variant: z.literal('S') }),
  musiq: z.object({ hiddenSize: count, mlpDim: count, numHeads: count, numLayers: count }),
} as const
