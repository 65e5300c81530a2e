import type { DcSpec } from './autoencoder/dc-spec.ts'
import type { FluxAutoencoderSpec } from './autoencoder/flux-autoencoder.ts'
import type { HunyuanSpec } from './autoencoder/hunyuan-spec.ts'
import type { MmditSpec } from './mmdit/spec.ts'
import type { ClipTextSpec } from './text/clip-text.ts'
import type { T5Spec } from './text/t5-encoder.ts'

// Open-Sora, configs/diffusion/inference/256px.py, model
const openSoraV2: MmditSpec = {
  inChannels: 64,
  vecInDim: 768,
  contextInDim: 4096,
  hiddenSize: 3072,
  mlpRatio: 4,
  numHeads: 24,
  depth: 19,
  depthSingleBlocks: 38,
  axesDim: [16, 56, 56],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
  condEmbed: true,
  fusedQkv: false,
  useLigerRope: true,
  patchSize: 2,
}

/** The MMDiT in its released sizes. */
export const mmditSpecs = {
  'open-sora-v2': openSoraV2,
  // Open-Sora, configs/diffusion/inference/high_compression.py
  'open-sora-v2-dc-ae': { ...openSoraV2, inChannels: 128, patchSize: 1 },
  // Open-Sora, configs/diffusion/inference/plugins/t2i2v.py, img_flux
  'flux-dev': {
    ...openSoraV2,
    guidanceEmbed: true,
    condEmbed: false,
    fusedQkv: true,
    useLigerRope: false,
  },
} as const satisfies Record<string, MmditSpec>

// Open-Sora, models/hunyuan_vae/autoencoder_kl_causal_3d.py, AutoEncoder3DConfig
export const hunyuanSpec: HunyuanSpec = {
  inChannels: 3,
  outChannels: 3,
  latentChannels: 16,
  layersPerBlock: 2,
  normNumGroups: 32,
  scaleFactor: 0.476986,
  shiftFactor: 0,
  timeCompressionRatio: 4,
  spatialCompressionRatio: 8,
  midBlockAddAttention: true,
  blockOutChannels: [128, 256, 512, 512],
  sampleSize: 256,
  sampleTsize: 64,
  tileOverlapFactor: 0.25,
}

// Open-Sora, models/dc_ae/models/dc_ae.py, dc_ae_f32; configs/diffusion/inference/high_compression.py, ae
export const dcSpec: DcSpec = {
  latentChannels: 128,
  encoderWidthList: [128, 256, 512, 512, 1024, 1024],
  encoderDepthList: [2, 2, 2, 3, 3, 3],
  decoderWidthList: [128, 256, 512, 512, 1024, 1024],
  decoderDepthList: [3, 3, 3, 3, 3, 3],
  spatialTileSize: 256,
  temporalTileSize: 32,
  tileOverlapFactor: 0.25,
  scalingFactor: null,
}

// Open-Sora, models/vae/autoencoder_2d.py, AutoEncoderFlux
export const fluxAutoencoderSpec: FluxAutoencoderSpec = {
  inChannels: 3,
  ch: 128,
  outCh: 3,
  chMult: [1, 2, 4, 4],
  numResBlocks: 2,
  zChannels: 16,
  scaleFactor: 0.3611,
  shiftFactor: 0.1159,
}

// huggingface.co/google/t5-v1_1-xxl, config.json
export const t5XxlSpec: T5Spec = {
  vocabSize: 32_128,
  dModel: 4096,
  dKv: 64,
  dFf: 10_240,
  numLayers: 24,
  numHeads: 64,
  relativeAttentionNumBuckets: 32,
  relativeAttentionMaxDistance: 128,
  layerNormEpsilon: 1e-6,
}

// huggingface.co/openai/clip-vit-large-patch14, config.json, text_config
export const clipLargeSpec: ClipTextSpec = {
  vocabSize: 49_408,
  hiddenSize: 768,
  intermediateSize: 3072,
  numHiddenLayers: 12,
  numAttentionHeads: 12,
  maxPositionEmbeddings: 77,
  layerNormEps: 1e-5,
}
