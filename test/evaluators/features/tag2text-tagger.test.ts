import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { tag2textOwnFrames, tag2textTagger } from '../../../evaluators/features/official/tag2text-tagger.ts'
import { readGoldenTensors } from '../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'
import { featuresOf } from '../stream.ts'

const fixture = (name: string) => sharedPath(`fixtures/vbench/tag2text/${name}`)
const configSchema = z.object({
  architecture: z.json(),
  notes: z.object({ captions_per_frame_alone: z.array(z.string()) }),
})

describeShared('the tagger of the official profile', () => {
  const { architecture, notes } = configSchema.parse(JSON.parse(readFileSync(fixture('config.json'), 'utf8')))
  const own = notes.captions_per_frame_alone
  const paths: Readonly<Record<string, string>> = {
    'tag2text_swin_14m.pth': fixture('weights.safetensors'),
    'bert-base-uncased-vocab.txt': sharedPath('data/bert-base-uncased-vocab.txt'),
  }
  const context = { threads: 1, weightPath: (name: string) => paths[name]!, architecture: () => architecture }
  const { shape, data } = readGoldenTensors(fixture('io.safetensors'))('frames_rgb_u8', 'U8')
  const [count, height, width] = shape as readonly [number, number, number]
  const frame = (index: number): RgbFrame => {
    const length = data.length / count
    const at = (index % count) * length
    return { index, width, height, data: data.slice(at, at + length), timeSeconds: index / 8 }
  }
  const sixteen = Array.from({ length: 16 }, (_, index) => frame(index))

  test('captions three frames from each of the first six, as upstream', async () => {
    const session = await tag2textTagger.open(context)
    const { tagger } = await featuresOf(tag2textTagger, session, sixteen)
    expect(tagger.captions).toEqual(sixteen.map((_, index) => own[Math.floor(index / 3)]))
    // a clip of one frame is that frame sixteen times
    const still = await featuresOf(tag2textTagger, session, [frame(4)])
    expect(still.tagger.captions).toEqual(Array<string>(16).fill(own[4]!))
    await session.close()
  })

  test('without the mix-up, under another name, each frame from itself', async () => {
    const session = await tag2textOwnFrames.open(context)
    const { tagger } = await featuresOf(tag2textOwnFrames, session, sixteen)
    expect(tagger.captions).toEqual(sixteen.map((_, index) => own[index % count]))
    await session.close()
    expect(tag2textOwnFrames.id).not.toBe(tag2textTagger.id)
  })

  test('a picture that the decoder scales is taken as the decoder gives it', async () => {
    const session = await tag2textTagger.open(context)
    const scaled = sixteen.map((one) => ({
      ...one,
      width: 2,
      height: 1,
      data: new Uint8Array(6),
      scaled: (toWidth: number, toHeight: number) => {
        expect([toWidth, toHeight]).toEqual([width, height])
        return one.data
      },
    }))
    const { tagger } = await featuresOf(tag2textTagger, session, scaled)
    expect(tagger.captions[3]).toBe(own[1])
    await session.close()
  })
})
