import { z } from 'zod'
import { camelCaseKeys } from '../camel-case-keys.ts'

const count = z
  .int()
  .positive()
  .max(2 ** 20)
const tower = z.object({ width: count, layers: count, heads: count })
const dino = z.object({
  patchSize: count,
  embedDim: count,
  depth: count,
  numHeads: count,
  mlpRatio: z.number().positive(),
  imgSizeOfPosEmbed: count,
})
const projectedVit = dino.extend({ features: count })
const lora = z.object({ r: count, loraAlpha: z.number().positive() })

/** Sizes inside others, whose keys may be in snake case too. */
const nested = <S extends z.ZodObject>(schema: S) =>
  z.record(z.string(), z.unknown()).transform(camelCaseKeys).pipe(schema)

/**
 * Sizes of the vision networks as `config.json` states them, in recorded cases and in weight folders. Settings that
 * have one value in this project's networks are literals, so that a checkpoint of another kind is refused.
 */
export const architectures = {
  dino,
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
  dinov2: dino,
  dreamsimClip: projectedVit,
  lora,
  dreamsim: z.object({
    dino: nested(dino),
    clip: nested(projectedVit),
    openClip: nested(projectedVit),
    lora: nested(lora),
  }),
  raft: z.object({ variant: z.literal('large'), corrLevels: count, corrRadius: count }),
  amt: z.object({ variant: z.literal('S') }),
  musiq: z.object({ hiddenSize: count, mlpDim: count, numHeads: count, numLayers: count }),
} as const
