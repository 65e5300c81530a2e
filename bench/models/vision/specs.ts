import type { z } from 'zod'
import type { architectures } from './architectures.ts'

/** VBench's networks in the sizes that it uses them in. */
type Specs = { readonly [K in keyof typeof architectures]: z.output<(typeof architectures)[K]> }

// facebookresearch/dino, hubconf.py, dino_vitb16
export const dinoB16: Specs['dino'] = {
  patchSize: 16,
  embedDim: 768,
  depth: 12,
  numHeads: 12,
  mlpRatio: 4,
  imgSizeOfPosEmbed: 224,
}

// facebookresearch/dinov2, dinov2/hub/backbones.py, dinov2_vitb14
export const dinov2B14: Specs['dinov2'] = { ...dinoB16, patchSize: 14, imgSizeOfPosEmbed: 518 }

// dreamsim/feature_extraction/vision_transformer.py, vit_base; the projection is CLIP's and OpenCLIP's of ViT-B/16
export const dreamsimClipB16: Specs['dreamsimClip'] = { ...dinoB16, features: 512 }

// Radford et al. 2021, table 20
export const clipB32: Specs['clip'] = {
  embedDim: 512,
  imageResolution: 224,
  visionLayers: 12,
  visionWidth: 768,
  visionPatchSize: 32,
  visionHeads: 12,
  contextLength: 77,
  vocabSize: 49_408,
  transformerWidth: 512,
  transformerHeads: 8,
  transformerLayers: 12,
}

// the same table
export const clipL14: Specs['clip'] = {
  ...clipB32,
  embedDim: 768,
  visionLayers: 24,
  visionWidth: 1024,
  visionPatchSize: 14,
  visionHeads: 16,
  transformerWidth: 768,
  transformerHeads: 12,
}

// LAION-AI/aesthetic-predictor, README.md: a linear layer on features of ViT-L/14
export const aestheticL14: Specs['aestheticHead'] = { inFeatures: clipL14.embedDim }

// vbench/human_action.py and third_party/umt/models/modeling_finetune.py, vit_large_patch16_224
export const umtL16: Specs['umt'] = {
  embedDim: 1024,
  depth: 24,
  numHeads: 16,
  numClasses: 400,
  imgSize: 224,
  patchSize: 16,
  allFrames: 16,
  tubeletSize: 1,
  mlpRatio: 4,
  qkvBias: true,
  useMeanPooling: true,
  lnEps: 1e-6,
}

// vbench/third_party/ViCLIP/viclip.py, constructor's defaults
export const viclipL14: Specs['viclip'] = {
  vision: { patch: 14, width: 1024, layers: 24, heads: 16 },
  text: { width: 768, layers: 12, heads: 12 },
  embedDim: 768,
  maxTxtL: 32,
  numFrames: 8,
}

// princeton-vl/RAFT, raft.py: without --small
export const raftLarge: Specs['raft'] = { variant: 'large', corrLevels: 4, corrRadius: 4 }

// MCG-NKU/AMT, cfgs/AMT-S.yaml
export const amtS: Specs['amt'] = { variant: 'S' }

// chaofengc/IQA-PyTorch, musiq_arch.py, MUSIQ's defaults
export const musiqSpaq: Specs['musiq'] = { hiddenSize: 384, mlpDim: 1152, numHeads: 6, numLayers: 14 }
