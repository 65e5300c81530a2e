import { tag2text } from './caption-components.ts'
import type { Component } from './component.ts'
import { cotracker } from './cotracker-component.ts'
import { grit } from './grit-component.ts'
import { clip, dcAutoencoder, fluxAutoencoder, hunyuan, mmdit, t5 } from './network-components.ts'
import { denoise, pipeline, preprocess } from './pipeline-components.ts'
import { sampler, torchRandom } from './sampler-components.ts'
import {
  aestheticHead,
  amt,
  dino,
  dinov2,
  dreamsim,
  musiq,
  openaiClip,
  raft,
  umt,
  viclip,
} from './vision-components.ts'

/** Every component that `bench parity` knows. */
export const components: Readonly<Record<string, Component>> = {
  t5,
  clip,
  'autoencoder-2d': fluxAutoencoder,
  'hunyuan-vae': hunyuan,
  'dc-ae': dcAutoencoder,
  'mmdit-v2': mmdit,
  'mmdit-dcae': mmdit,
  'mmdit-flux': mmdit,
  sampler,
  'torch-rng': torchRandom,
  denoise,
  pipeline,
  preprocess,
  'dino-vit': dino,
  'dinov2-vit': dinov2,
  dreamsim,
  'clip-openai': openaiClip,
  'laion-aesthetic-head': aestheticHead,
  'umt-vit': umt,
  viclip,
  raft,
  'amt-s': amt,
  musiq,
  tag2text,
  grit,
  cotracker2: cotracker,
}
