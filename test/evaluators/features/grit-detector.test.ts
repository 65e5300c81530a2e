import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Json } from '../../../bench/records/identity.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import type { BackboneContext } from '../../../evaluators/contract.ts'
import { gritDetector, gritOwnNames } from '../../../evaluators/features/official/grit-detector.ts'
import { readGoldenTensors } from '../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { brief, type Overrides, tinyGritSpec, verdict, writeTinyGrit } from '../../support/tiny-grit.ts'
import { clipView } from '../fixtures.ts'
import { drawn } from '../stream.ts'

async function featuresOf(context: BackboneContext, frames: readonly RgbFrame[], backbone = gritDetector) {
  const session = await backbone.open(context)
  try {
    const { width, height } = frames[0]!
    const stream = session.begin(clipView({ width, height, frameCount: frames.length }))
    for (const frame of frames) await stream.push(frame)
    const features = await stream.finish()
    return { objects: features['object-detector'].frames, captions: features['region-captioner'].frames }
  } finally {
    await session.close()
  }
}

describeShared('GRiT as a backbone gives the tuples that upstream gives', () => {
  const folder = sharedPath('fixtures/vbench/grit')
  const box = z.tuple([z.int(), z.int(), z.int(), z.int()])
  const described = z.object({
    captions_boxes: z.array(z.tuple([z.string(), box])),
    det_obj: z.array(z.string()),
  })
  const pairs = z.array(z.tuple([z.string(), z.string()]))
  const { architecture, notes } = z
    .object({
      architecture: z.record(z.string(), z.json()),
      notes: z.object({
        case_details: z.array(z.object({ ObjectDet: described, DenseCap: described })),
        get_dect_case0: z.object({
          'object_class(ObjectDet)': z.array(z.string()),
          'spatial(ObjectDet)_first5': z.array(z.tuple([z.string(), box])),
          'color(DenseCap)_first5': pairs,
        }),
      }),
    })
    .parse(JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')))
  const tensor = readGoldenTensors(`${folder}/io.safetensors`)
  const context: BackboneContext = {
    threads: 2,
    weightPath: (name) =>
      name === 'bert-base-uncased-vocab.txt' ? sharedPath(`data/${name}`) : `${folder}/weights.safetensors`,
    architecture: () => architecture as Json,
  }
  const frameOf = (name: string): RgbFrame => {
    const { shape, data } = tensor(`${name}.rgb_u8`, 'U8')
    const [height, width] = shape as readonly [number, number]
    return { index: 0, width, height, data, timeSeconds: 0 }
  }

  test.each([0, 1, 2])('case %i: names, captions, and boxes to a pixel', { timeout: 60_000 }, async (i) => {
    const { objects, captions } = await featuresOf(context, [frameOf(`case${i}`)])
    const { ObjectDet, DenseCap } = notes.case_details[i]!
    expect(objects[0]!.map(({ name }) => name)).toEqual(ObjectDet.captions_boxes.map(([name]) => name))
    expect(objects[0]!.map(({ name }) => name)).toEqual(ObjectDet.det_obj)
    expect(captions[0]!.map(({ caption }) => caption)).toEqual(DenseCap.captions_boxes.map(([text]) => text))
    expect(captions[0]!.every(({ objectName }) => objectName === DenseCap.det_obj[0])).toBe(true)
    for (const [at, [, expected]] of ObjectDet.captions_boxes.entries()) {
      const found = objects[0]![at]!.box
      for (const side of [0, 1, 2, 3]) expect(Math.abs(found[side]! - expected[side]!)).toBeLessThanOrEqual(1)
    }
  })

  test('what object_class, spatial_relationship and color read of a frame', { timeout: 60_000 }, async () => {
    const { objects, captions } = await featuresOf(context, [frameOf('case0')])
    const golden = notes.get_dect_case0
    const names = [...new Set(objects[0]!.map(({ name }) => name))].sort()
    expect(names).toEqual(golden['object_class(ObjectDet)'])
    const firstPairs = captions[0]!.slice(0, 5).map(({ caption, objectName }) => [caption, objectName])
    expect(firstPairs).toEqual(golden['color(DenseCap)_first5'])
    const firstObjects = objects[0]!.slice(0, 5).map(({ name }) => name)
    expect(firstObjects).toEqual(golden['spatial(ObjectDet)_first5'].map(([name]) => name))
  })
})

describe('GRiT as a backbone, with random weights', () => {
  const folder = temporaryFolder()
  const words = join(folder, 'words.txt')
  const special: Readonly<Record<number, string>> = {
    0: '[PAD]',
    100: '[UNK]',
    101: '[CLS]',
    102: '[SEP]',
    103: '[MASK]',
  }
  const vocabulary = 30_522

  async function contextOf(overrides: Overrides, prefix = ''): Promise<BackboneContext> {
    const weights = join(folder, 'grit.safetensors')
    await writeTinyGrit(weights, overrides, tinyGritSpec, prefix)
    const lines = Array.from({ length: vocabulary }, (_, i) => special[i] ?? `word${i}`)
    await writeFile(words, lines.join('\n'))
    return {
      threads: 1,
      weightPath: (name) => (name === gritDetector.weights[0] ? weights : words),
      architecture: () => ({ ...tinyGritSpec, windowBlockIndexes: [...tinyGritSpec.windowBlockIndexes] }),
    }
  }

  const everywhere = { ...verdict(true), ...brief() }
  const stripes = (width: number, height: number, count = 1) =>
    drawn(width, height, count, (x, y, frame) => [(x * 7) % 256, (y * 5 + frame * 40) % 256, (x + y) % 256])

  test('reads a training checkpoint; every frame has its own objects', async () => {
    const frames = stripes(60, 50, 2)
    const { objects, captions } = await featuresOf(await contextOf(everywhere, 'model.'), frames)
    expect(objects).toHaveLength(2)
    for (const [i, list] of objects.entries()) {
      expect(list.length).toBeGreaterThan(0)
      expect(captions[i]).toHaveLength(list.length)
      expect(captions[i]!.every(({ objectName }) => objectName === list[0]!.name)).toBe(true)
    }
    expect(objects[0]).not.toEqual(objects[1])
  })

  test('corrected, each caption carries the name of its own object', async () => {
    const context = await contextOf(everywhere)
    const { objects, captions } = await featuresOf(context, stripes(60, 50), gritOwnNames)
    const partners = captions[0]!.map(({ objectName }) => objectName)
    expect(new Set(partners).size).toBeGreaterThan(1)
    expect(partners).toEqual(objects[0]!.map(({ name }) => name))
  })

  test('a frame without objects has neither names nor captions', async () => {
    const cold = { 'proposal_generator.centernet_head.agn_hm.bias': -60 }
    const found = await featuresOf(await contextOf(cold), stripes(40, 40))
    expect(found).toEqual({ objects: [[]], captions: [[]] })
  })

  test('objects that the network has no words for have empty names', async () => {
    const context = await contextOf({ ...verdict(true), ...brief(1e4) })
    const { objects, captions } = await featuresOf(context, stripes(40, 40))
    expect(objects[0]!.length).toBeGreaterThan(0)
    expect(new Set(objects[0]!.map(({ name }) => name))).toEqual(new Set(['']))
    expect(new Set(captions[0]!.map(({ caption }) => caption))).toEqual(new Set(['']))
  })

  test.each([
    ['as upstream', gritDetector],
    ['corrected', gritOwnNames],
  ])(
    'a frame whose shorter side is above 768 is shrunk to 720, %s',
    { timeout: 60_000 },
    async (_, backbone) => {
      const { objects, captions } = await featuresOf(await contextOf(everywhere), stripes(800, 776), backbone)
      expect(objects[0]!.length).toBeGreaterThan(0)
      expect(captions[0]!.length).toBeGreaterThan(0)
      expect(captions[0]!.every(({ objectName }) => typeof objectName === 'string')).toBe(true)
      // 720 / 776 of 800
      for (const { box } of objects[0]!) expect([box[2] <= 742, box[3] <= 720]).toEqual([true, true])
    },
  )

  test('a long, narrow frame that would take minutes is refused', async () => {
    const context = await contextOf(everywhere)
    const frame = {
      index: 0,
      width: 2 ** 14,
      height: 300,
      data: new Uint8Array(2 ** 14 * 900),
      timeSeconds: 0,
    }
    await expect(featuresOf(context, [frame])).rejects.toMatchObject({ problem: { code: 'CLIP_TOO_LARGE' } })
  })

  test('weights of another size are refused with the names that differ', async () => {
    const context = await contextOf(everywhere)
    const { architecture, ...released } = context
    expect(architecture).toBeDefined()
    await expect(gritDetector.open(released)).rejects.toMatchObject({ problem: { code: 'WEIGHTS_MISMATCH' } })
  })
})
