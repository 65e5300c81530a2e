import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { camelCaseKeys } from '../../../../bench/models/camel-case-keys.ts'
import { readWordPieces } from '../../../../bench/models/tokenizers/word-piece.ts'
import { imageNetPixels } from '../../../../bench/models/vision/preprocess/image-net.ts'
import {
  captionIds,
  captionText,
  mixedSource,
  sceneSettings,
  tag2textTokenizer,
  tagTexts,
} from '../../../../bench/models/vision/tag2text/captions.ts'
import { tag2textArchitecture, tag2textSpec } from '../../../../bench/models/vision/tag2text/spec.ts'
import { tagNames } from '../../../../bench/models/vision/tag2text/tag-names.ts'
import { tagText } from '../../../../bench/models/vision/tag2text/tag-text.ts'
import { Tag2Text } from '../../../../bench/models/vision/tag2text/tag2text.ts'
import { createRunner } from '../../../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../../../bench/onnx/engine/weights/open.ts'
import { floatTensor, tensor } from '../../../../bench/tensor/tensor.ts'
import { readGoldenTensors } from '../../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../../support/shared.ts'

const fixture = (name: string) => sharedPath(`fixtures/vbench/tag2text/${name}`)
const configSchema = z.object({
  architecture: z.unknown(),
  notes: z.object({
    tags: z.array(z.string()),
    captions_official: z.array(z.string()),
    captions_per_frame_alone: z.array(z.string()),
  }),
})

test('tags are those of upstream, in its order', () => {
  const sha256 = createHash('sha256').update(tagNames.join('\n')).digest('hex')
  // fixtures/vbench/tag2text/tag_list.json, sha256_of_lines
  expect(sha256).toBe('7d05c7cb88ed46a2aee1434776964f6bdbda0c0f4233c8633e109084382d3a45')
  expect(tagNames).toHaveLength(3429)
})

test('numbers are never shown, and only what is likelier than the threshold', () => {
  const logits = floatTensor([1, tagNames.length]).data.fill(-9)
  const shown = ['two', 'three', 'beach', 'boat']
  for (const name of shown) logits[tagNames.indexOf(name)] = 2
  // sigmoid(0.8473) is just above 0.7
  logits[tagNames.indexOf('sand')] = 0.8472
  expect(
    tagText({ dtype: 'float32', shape: [1, tagNames.length], data: logits }, 0.7)
      .split(' | ')
      .sort(),
  ).toEqual(['beach', 'boat'])
})

describeShared("Tag2Text gives upstream's captions", () => {
  const config = configSchema.parse(JSON.parse(readFileSync(fixture('config.json'), 'utf8')))
  const golden = readGoldenTensors(fixture('io.safetensors'))
  const tokenizer = tag2textTokenizer(
    readWordPieces(readFileSync(sharedPath('data/bert-base-uncased-vocab.txt'))),
  )

  async function withNetwork(
    use: (network: Tag2Text, run: Parameters<Tag2Text['look']>[0]) => Promise<void>,
  ) {
    const weights = await openWeights(fixture('weights.safetensors'))
    const sizes = tag2textArchitecture.parse(camelCaseKeys(config.architecture))
    const network = new Tag2Text(tag2textSpec(sizes, weights.tensors))
    const { run, release } = createRunner(network, weights, { threads: 2 })
    await use(network, run)
    await release()
  }

  test('mixed as upstream mixes them, and each frame by itself', async () => {
    await withNetwork(async (network, run) => {
      const { shape, data } = golden('frames_rgb_u8', 'U8')
      const length = data.length / shape[0]!
      const sights = []
      for (let at = 0; at < data.length; at += length) {
        const pixels = imageNetPixels(tensor('uint8', shape.slice(1), data.slice(at, at + length)))
        sights.push(await network.look(run, pixels))
      }
      const ids = await captionIds(network, run, tokenizer, sights, sceneSettings)
      const captions = ids.map((one) => captionText(tokenizer, one))
      const tags = sights.map(({ logits }) => tagText(logits, sceneSettings.tagThreshold))
      expect(captions).toEqual(config.notes.captions_per_frame_alone)
      const mixed = <T>(all: readonly T[]) =>
        all.map((_, frame) => all[mixedSource(frame, sceneSettings.beams)])
      expect(mixed(captions)).toEqual(config.notes.captions_official)
      expect(mixed(tags)).toEqual(config.notes.tags)
    })
  })

  test('what the tag encoder makes of the first frame and its tags', async () => {
    await withNetwork(async (network, run) => {
      const { shape, data } = golden('image_embeds', 'F32')
      const first = floatTensor([1, ...shape.slice(1)], data.slice(0, data.length / shape[0]!))
      const texts = tagTexts(tokenizer, [config.notes.tags[0]!])
      expect([...texts.ids.data]).toEqual([...golden('tag_input_ids_frame0', 'I64').data])
      const { states } = await network.readTags(run, first, texts)
      const expected = golden('tag_encoder_out_frame0', 'F32').data
      expect(Math.max(...expected.map((value, i) => Math.abs(value - states.data[i]!)))).toBeLessThan(1e-4)
    })
  })
})
