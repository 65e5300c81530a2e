import { z } from 'zod'
import { DcAutoencoder } from '../models/autoencoder/dc-autoencoder.ts'
import { FluxAutoencoder } from '../models/autoencoder/flux-autoencoder.ts'
import type { Posterior } from '../models/autoencoder/gaussian.ts'
import { HunyuanAutoencoder } from '../models/autoencoder/hunyuan-autoencoder.ts'
import type { Tiling } from '../models/autoencoder/tiling.ts'
import { rotaryTables } from '../models/mmdit/embeddings.ts'
import { Mmdit } from '../models/mmdit/mmdit.ts'
import { ClipText } from '../models/text/clip-text.ts'
import { relativePositionBuckets } from '../models/text/relative-position.ts'
import { T5Encoder } from '../models/text/t5-encoder.ts'
import { type FloatTensor, floatTensor, tensor } from '../tensor/tensor.ts'
import { type CaseInputs, type CaseOutputs, component, need } from './component.ts'

const count = z.int().positive()

export const t5 = component(
  z.object({
    vocabSize: count,
    dModel: count,
    dKv: count,
    dFf: count,
    numLayers: count,
    numHeads: count,
    relativeAttentionNumBuckets: count,
    relativeAttentionMaxDistance: count,
    layerNormEpsilon: z.number(),
  }),
  (spec) => new T5Encoder(spec),
  {
    'T5EncoderModel(input_ids, attention_mask=None).last_hidden_state': async (network, run, inputs) => ({
      last_hidden_state: await network.encode(run, need(inputs, 'input_ids', 'int64')),
    }),
    'T5Attention._relative_position_bucket(key-query, bidirectional=True, 32, 128); row = query index 0..199, col = key index':
      async () => ({ bucket: tensor('int32', [200, 200], relativePositionBuckets(200, 32, 128)) }),
  },
)

export const clip = component(
  z.object({
    vocabSize: count,
    hiddenSize: count,
    intermediateSize: count,
    numHiddenLayers: count,
    numAttentionHeads: count,
    maxPositionEmbeddings: count,
    layerNormEps: z.number(),
    hiddenAct: z.literal('quick_gelu'),
    eosTokenId: z.literal(2),
  }),
  (spec) => new ClipText(spec),
  {
    'CLIPTextModel(input_ids, attention_mask=None)': async (network, run, inputs) => {
      const { hidden, pooled } = await network.encode(run, need(inputs, 'input_ids', 'int64'))
      return { pooler_output: pooled, last_hidden_state: hidden }
    },
  },
)

export const mmdit = component(
  z.object({
    inChannels: count,
    vecInDim: count,
    contextInDim: count,
    hiddenSize: count,
    mlpRatio: z.number().positive(),
    numHeads: count,
    depth: count,
    depthSingleBlocks: count,
    axesDim: z.array(count),
    theta: count,
    qkvBias: z.boolean(),
    guidanceEmbed: z.boolean(),
    condEmbed: z.boolean(),
    fusedQkv: z.boolean(),
    useLigerRope: z.boolean(),
    patchSize: count,
  }),
  (spec) => new Mmdit(spec),
  {
    'model(**inputs)': async (network, run, inputs) => {
      const { spec } = network
      const ids = concatTokens(need(inputs, 'txt_ids', 'float32'), need(inputs, 'img_ids', 'float32'))
      const form = spec.useLigerRope ? 'halves' : 'interleaved'
      return {
        pred: await network.predict(run, {
          img: need(inputs, 'img', 'float32'),
          txt: need(inputs, 'txt', 'float32'),
          timesteps: need(inputs, 'timesteps', 'float32'),
          yVec: need(inputs, 'y_vec', 'float32'),
          ...rotaryTables(ids, spec.axesDim, spec.theta, form),
          ...(inputs.cond ? { cond: need(inputs, 'cond', 'float32') } : {}),
          ...(inputs.guidance ? { guidance: need(inputs, 'guidance', 'float32') } : {}),
        }),
      }
    },
  },
)

export const fluxAutoencoder = component(
  z.object({
    inChannels: count,
    ch: count,
    outCh: count,
    chMult: z.array(count),
    numResBlocks: count,
    zChannels: count,
    scaleFactor: z.number(),
    shiftFactor: z.number(),
  }),
  (spec) => new FluxAutoencoder(spec),
  {
    'model.encode_': async (network, run, inputs) =>
      encodings(network, await network.posterior(run, need(inputs, 'x', 'float32')), inputs),
    'model.decode': async (network, run, inputs) => ({
      video: await network.decode(run, need(inputs, 'z', 'float32')),
    }),
  },
)

const tilingSchema = z
  .object({ use_spatial_tiling: z.boolean(), use_temporal_tiling: z.boolean() })
  .transform(
    (params): Tiling => ({ spatial: params.use_spatial_tiling, temporal: params.use_temporal_tiling }),
  )

export const hunyuan = component(
  z.object({
    actFn: z.literal('silu'),
    inChannels: count,
    outChannels: count,
    latentChannels: count,
    layersPerBlock: count,
    normNumGroups: count,
    scaleFactor: z.number(),
    shiftFactor: z.number(),
    timeCompressionRatio: z.literal(4),
    spatialCompressionRatio: z.literal(8),
    midBlockAddAttention: z.boolean(),
    blockOutChannels: z.array(count),
    sampleSize: count,
    sampleTsize: count,
    tileOverlapFactor: z.number(),
  }),
  (spec) => new HunyuanAutoencoder(spec),
  {
    'model.encode': async (network, run, inputs, params) => {
      const video = need(inputs, 'x', 'float32')
      return encodings(network, await network.posterior(run, video, tilingSchema.parse(params)), inputs)
    },
    'model.decode': async (network, run, inputs, params) => ({
      video: await network.decode(run, need(inputs, 'z', 'float32'), tilingSchema.parse(params)),
    }),
  },
)

export const dcAutoencoder = component(
  z.object({
    modelName: z.literal('dc-ae-f32t4c128'),
    latentChannels: count,
    encoderWidthList: z.array(count).length(6),
    encoderDepthList: z.array(count).length(6),
    decoderWidthList: z.array(count).length(6),
    decoderDepthList: z.array(count).length(6),
    spatialTileSize: count,
    temporalTileSize: count,
    tileOverlapFactor: z.number(),
    scalingFactor: z.number().nullable(),
  }),
  (spec) => new DcAutoencoder(spec),
  {
    'model.encode': async (network, run, inputs, params) => ({
      z: await network.encode(run, need(inputs, 'x', 'float32'), tilingSchema.parse(params)),
    }),
    'model.decode': async (network, run, inputs, params) => ({
      video: await network.decode(run, need(inputs, 'z', 'float32'), tilingSchema.parse(params)),
    }),
  },
)

/** What the upstream encoders return: moments, the scaled mode, and a scaled sample where noise is given. */
function encodings(
  network: { latent(posterior: Posterior, noise?: FloatTensor): FloatTensor },
  posterior: Posterior,
  inputs: CaseInputs,
): CaseOutputs {
  return {
    mean: posterior.mean,
    logvar: posterior.logVariance,
    z_mode: network.latent(posterior),
    ...(inputs.noise ? { z_sample: network.latent(posterior, need(inputs, 'noise', 'float32')) } : {}),
  }
}

/** Joins [B, La, W] and [B, Lb, W] to [B, La + Lb, W]. */
function concatTokens(a: FloatTensor, b: FloatTensor): FloatTensor {
  const [batch, , width] = a.shape as [number, number, number]
  const rows = Array.from({ length: batch }, (_, i) => [row(a, i), row(b, i)]).flat()
  const out = floatTensor([batch, a.shape[1]! + b.shape[1]!, width])
  let at = 0
  for (const part of rows) {
    out.data.set(part, at)
    at += part.length
  }
  return out
}

function row({ shape, data }: FloatTensor, i: number): Float32Array {
  const size = data.length / shape[0]!
  return data.subarray(i * size, (i + 1) * size)
}
