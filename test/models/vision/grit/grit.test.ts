import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { beginTokens, Grit } from '../../../../bench/models/vision/grit/grit.ts'
import type { Picture } from '../../../../bench/models/vision/grit/pixels.ts'
import { gritArchitecture, gritSpec } from '../../../../bench/models/vision/grit/spec.ts'
import { createRunner } from '../../../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../../../bench/onnx/engine/weights/open.ts'
import type { GraphOptions } from '../../../../bench/onnx/graph/emitter.ts'
import { elementCount } from '../../../../bench/tensor/tensor.ts'
import { temporaryFolder } from '../../../support/temporary.ts'
import {
  brief,
  endToken,
  type Overrides,
  tinyGritSpec,
  verdict,
  writeTinyGrit,
} from '../../../support/tiny-grit.ts'

const folder = temporaryFolder()
const tasks = Object.values(beginTokens)
/** A picture of soft stripes. */
function picture(height: number, width: number): Picture {
  const planes = Uint8Array.from({ length: 3 * height * width }, (_, i) => {
    const [plane, at] = [Math.floor(i / (height * width)), i % (height * width)]
    return 128 + 100 * Math.sin((at % width) / (5 + plane) + Math.floor(at / width) / 9)
  })
  return { height, width, planes }
}

async function describedBy(name: string, overrides: Overrides, seen: Picture, graph: GraphOptions = {}) {
  const path = join(folder, `${name}.safetensors`)
  await writeTinyGrit(path, overrides)
  const grit = new Grit(tinyGritSpec)
  const runner = createRunner(grit, await openWeights(path), { threads: 1, graph })
  try {
    const detected = await grit.detect(runner.run, seen)
    return { detected, described: await grit.describe(runner.run, detected, tasks) }
  } finally {
    await runner.release()
  }
}

describe('a GRiT of random weights', () => {
  test('has objects in falling order within the picture, each with a text for every task', async () => {
    const { detected, described } = await describedBy(
      'objects',
      { ...verdict(true), ...brief() },
      picture(70, 90),
    )
    const { corners, scores } = detected.objects
    expect(scores.length).toBeGreaterThan(0)
    expect([...scores]).toEqual([...scores].sort((a, b) => b - a))
    for (let i = 0; i < corners.length; i += 4) {
      const [x0, y0, x1, y1] = corners.subarray(i, i + 4)
      expect([x0! >= 0, y0! >= 0, x1! <= 90, y1! <= 70, x1! > x0!, y1! > y0!]).toEqual(Array(6).fill(true))
    }
    expect(described.map((list) => list.length)).toEqual([scores.length, scores.length])
    for (const [i, list] of described.entries()) {
      for (const { tokens, meanLogProbability } of list) {
        expect(tokens[0]).toBe(tasks[i])
        expect(tokens.length).toBeLessThanOrEqual(40)
        const repeated = tokens.slice(2).filter((token, at) => token === tokens[at + 1])
        expect(repeated).toEqual([])
        expect(meanLogProbability).toBeLessThan(0)
      }
    }
  })

  test('says the same with ONNX operators alone', async () => {
    const weights = { ...verdict(true), ...brief() }
    const fused = await describedBy('fused', weights, picture(70, 90))
    const plain = await describedBy('plain', weights, picture(70, 90), { fused: false })
    const [a, b] = [fused, plain].map(({ described }) =>
      described.map((list) => list.map(({ tokens }) => tokens)),
    )
    expect(a).toEqual(b)
  })

  test('finds nothing where nothing is an object', async () => {
    const { detected, described } = await describedBy('none', verdict(false), picture(70, 90))
    expect(detected.proposals.scores.length).toBeGreaterThan(0)
    expect(detected.objects.scores).toHaveLength(0)
    expect(described).toEqual([[], []])
  })

  test('finds nothing where nothing is warm', async () => {
    const cold = { 'proposal_generator.centernet_head.agn_hm.bias': -60 }
    const { detected } = await describedBy('cold', { ...verdict(true), ...cold }, picture(40, 40))
    expect(detected.proposals.scores).toHaveLength(0)
    expect(detected.objects.scores).toHaveLength(0)
  })

  test('may have nothing to say of any object', async () => {
    const overrides = { ...verdict(true), ...brief(1e4) }
    const { detected, described } = await describedBy('silent', overrides, picture(64, 64))
    expect(detected.objects.scores.length).toBeGreaterThan(0)
    for (const [i, list] of described.entries()) {
      for (const { tokens } of list) expect(tokens).toEqual([tasks[i], endToken])
    }
  })

  test.each([
    [1, 1],
    [1, 200],
    [33, 31],
    [240, 16],
  ])('takes a picture of %i x %i pixels', async (height, width) => {
    const { detected, described } = await describedBy(
      `size-${height}-${width}`,
      { ...verdict(true), ...brief() },
      picture(height, width),
    )
    expect(described[0]).toHaveLength(detected.objects.scores.length)
  })

  test('is refused when its boxes leave all bounds', async () => {
    const wild = { ...verdict(true), 'proposal_generator.centernet_head.bbox_pred.bias': 1e9 }
    await expect(describedBy('wild', wild, picture(40, 40))).rejects.toMatchObject({
      problem: { code: 'NETWORK_RESULT' },
    })
  })
})

test('released sizes: 206,004,566 parameters beside the masks, with the names that checkpoints may have besides', () => {
  const grit = new Grit(gritSpec)
  const count = grit.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)
  expect(count).toBe(206_004_566)
  const unused = [
    'roi_heads.mask_head.mask_fcn1.weight',
    'roi_heads.text_decoder_det.textual.output.bias',
    'roi_heads.text_decoder.textual.output.weight',
  ]
  for (const name of unused) expect(grit.isUnused(name), name).toBe(true)
  expect(grit.isUnused('backbone.bottom_up.blocks.12.attn.qkv.weight')).toBe(false)
})

test('sizes that do not fit together are refused before anything is built', () => {
  expect(gritArchitecture.safeParse(gritSpec).success).toBe(true)
  for (const wrong of [
    { vitHeads: 5 },
    { textHeads: 7 },
    { fpnChannels: 40 },
    { textLayers: 0 },
    { roiFcDim: 1.5 },
  ]) {
    expect(gritArchitecture.safeParse({ ...gritSpec, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
  }
})
