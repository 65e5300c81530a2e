import { expect, test } from 'vitest'
import { clipLargeSpec, t5XxlSpec } from '../../bench/models/specs.ts'
import { ClipText } from '../../bench/models/text/clip-text.ts'
import { T5Encoder } from '../../bench/models/text/t5-encoder.ts'

// The released files hold whole models of which a pipeline uses a part; what is left over is named, all else is refused.
test('T5: the decoder and its head may be there, another encoder block may not', () => {
  const t5 = new T5Encoder(t5XxlSpec)
  const unused = [
    'encoder.embed_tokens.weight',
    'decoder.embed_tokens.weight',
    'decoder.block.0.layer.0.SelfAttention.q.weight',
    'lm_head.weight',
  ]
  for (const name of unused) expect(t5.isUnused(name), name).toBe(true)
  for (const name of ['encoder.block.24.layer.0.SelfAttention.q.weight', 'shared.weight', 'lm_headroom']) {
    expect(t5.isUnused(name), name).toBe(false)
  }
})

test('CLIP: the image tower and the projections may be there, another text layer may not', () => {
  const clip = new ClipText(clipLargeSpec)
  const unused = ['vision_model.post_layernorm.weight', 'text_projection.weight', 'logit_scale']
  for (const name of unused) expect(clip.isUnused(name), name).toBe(true)
  expect(clip.isUnused('text_model.encoder.layers.12.mlp.fc1.weight')).toBe(false)
})
