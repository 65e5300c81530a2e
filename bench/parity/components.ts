import { z } from 'zod'
import { ClipText } from '../models/text/clip-text.ts'
import { relativePositionBuckets } from '../models/text/relative-position.ts'
import { T5Encoder } from '../models/text/t5-encoder.ts'
import { tensor } from '../tensor/tensor.ts'
import { type Component, component, need } from './component.ts'

const count = z.int().positive()

const t5 = component(
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

const clip = component(
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

/** Every component that `bench parity` knows. */
export const components: Readonly<Record<string, Component>> = { t5, clip }
