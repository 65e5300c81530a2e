import { beforeAll, expect, test } from 'vitest'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { decodeFrames } from '../../../bench/video/decode.ts'
import { cosine } from '../../../evaluators/consistency.ts'
import { centernetWeights } from '../../../evaluators/features/centernet.ts'
import { centernetDetector } from '../../../evaluators/features/centernet-detector.ts'
import { centernetEmbedder } from '../../../evaluators/features/centernet-embedder.ts'
import { cocoNames } from '../../../evaluators/features/coco-names.ts'
import { tfjsEngine } from '../../../evaluators/features/tfjs-engine.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'
import { describeWithWeights } from '../../support/weights.ts'
import { clipView } from '../fixtures.ts'
import { drawn } from '../stream.ts'

async function firstFrames(clip: string, count: number): Promise<RgbFrame[]> {
  const frames: RgbFrame[] = []
  for await (const frame of decodeFrames(sharedPath(`fixtures/vbench/clips/${clip}.mp4`))) {
    frames.push({ ...frame, data: frame.data.slice() })
    if (frames.length === count) break
  }
  return frames
}

await describeWithWeights('CenterNet', centernetWeights, (weightPath) => {
  const context = { threads: 1, weightPath }

  test('an engine runs it and says which and why', async () => {
    const engine = await tfjsEngine()
    expect(['wasm', 'tensorflow']).toContain(engine.name)
    expect(engine.version).toMatch(/^\d+\.\d+/)
    expect(engine.reason).not.toBe('')
  })

  describeShared('on real clips', () => {
    let people: RgbFrame[]
    let forest: RgbFrame[]
    beforeAll(async () => {
      people = await firstFrames('vtest_320x240_24f_10fps', 2)
      forest = await firstFrames('tree_256x256_16f_8fps', 1)
    })

    test('pedestrians are persons, and boxes lie inside the frame', async () => {
      const session = await centernetDetector.open(context)
      const stream = session.begin(clipView())
      for (const frame of people) await stream.push(frame)
      const features = await stream.finish()
      for (const frame of features['object-detector'].frames) {
        expect(frame.filter(({ name }) => name === 'person').length).toBeGreaterThanOrEqual(5)
        expect(frame.map(({ score }) => score)).toEqual(
          frame.map(({ score }) => score).toSorted((a, b) => b - a),
        )
        for (const { box } of frame) {
          expect(box.every(Number.isInteger)).toBe(true)
          expect(box[0]).toBeGreaterThanOrEqual(0)
          expect(box[2]).toBeLessThanOrEqual(320)
          expect(box[3]).toBeLessThanOrEqual(240)
        }
      }
      // reference: the same weights at 512 × 512 in TensorFlow.js, run apart from this code
      const first = features['object-detector'].frames[0]?.[0]
      expect(first?.name).toBe('person')
      expect(first?.score).toBeCloseTo(0.645, 2)
      for (const [i, edge] of [256, 110, 270, 153].entries()) {
        expect(Math.abs(first!.box[i]! - edge)).toBeLessThanOrEqual(1)
      }
      for (const { caption, objectName } of features['region-captioner'].frames[0]!) {
        expect(caption).toMatch(/^\w+ [\w ]+$/)
        expect(objectName).toBe('person')
      }
      await session.close()
    })

    test('frames of one scene are embedded closer together than frames of two', async () => {
      const session = await centernetEmbedder.open(context)
      const stream = session.begin(clipView())
      for (const frame of [...people, ...forest]) await stream.push(frame)
      const features = await stream.finish()
      for (const role of ['subject-embedder', 'background-embedder'] as const) {
        const [a, b, other] = features[role].embeddings as [Float32Array, Float32Array, Float32Array]
        expect(a).toHaveLength(88)
        expect(cosine(a, b)).toBeGreaterThan(0.98)
        expect(cosine(a, other)).toBeLessThan(0.8)
      }
      await session.close()
    })

    test('the same frame gives the same numbers, and no tensor is left behind', async () => {
      const { memory } = await import('@tensorflow/tfjs-core')
      const session = await centernetEmbedder.open(context)
      const run = async () => {
        const stream = session.begin(clipView())
        await stream.push(people[0]!)
        return (await stream.finish())['subject-embedder'].embeddings[0]
      }
      const first = await run()
      const { numTensors } = memory()
      expect(await run()).toEqual(first)
      expect(memory().numTensors).toBe(numTensors)
      await session.close()
    })
  })

  test('a plain frame holds no object', async () => {
    const session = await centernetDetector.open(context)
    const stream = session.begin(clipView())
    await stream.push(drawn(64, 48, 1, () => [120, 130, 140])[0]!)
    const features = await stream.finish()
    expect(features['object-detector'].frames).toEqual([[]])
    expect(features['region-captioner'].frames).toEqual([[]])
    await session.close()
  })
})

test('eighty different names', () => {
  expect(new Set(cocoNames).size).toBe(80)
})
