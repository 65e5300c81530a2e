import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problemOf } from '../../../../bench/errors.ts'
import type { BackboneContext, BackboneSession } from '../../../../evaluators/contract.ts'
import { cotracker } from '../../../../evaluators/features/official/cotracker.ts'
import {
  fixtureArchitecture,
  fixtureFolder,
  fixtureTensors,
} from '../../../models/vision/cotracker/fixture.ts'
import { clipView } from '../../fixtures.ts'
import { drawn, featuresOf } from '../../stream.ts'

const context: BackboneContext = {
  threads: 1,
  weightPath: () => join(fixtureFolder, 'weights.safetensors'),
  architecture: () => z.json().parse(fixtureArchitecture()),
}

describe('CoTracker2 as the camera tracker', () => {
  let session: BackboneSession<'camera-tracker'>
  beforeAll(async () => {
    session = await cotracker.open(context)
  })
  afterAll(() => session.close())

  test("gives the tracks of upstream's predictor in pixels of the clip", async () => {
    const golden = fixtureTensors()
    const { shape, data } = golden('frames', 'U8')
    const [count, height, width] = shape as [number, number, number]
    const frames = drawn(width, height, count, (x, y, frame) => {
      const at = ((frame * height + y) * width + x) * 3
      return [data[at]!, data[at + 1]!, data[at + 2]!]
    })
    const { 'camera-tracker': found } = await featuresOf(cotracker, session, frames)
    const { data: ends } = golden('predictor/ends', 'F32')
    expect([found.frames, found.points, found.tracks.length]).toEqual([count, 100, count * 100 * 2])
    const places = [...found.tracks.slice(0, 200), ...found.tracks.slice(-200)]
    const errors = places.map((place, i) => Math.abs(place - ends[i]!))
    expect(Math.max(...errors)).toBeLessThan(1e-4)
  })

  test.each([
    [1, 40],
    [40, 1],
  ])('refuses a clip of %i×%i pixels', (width, height) => {
    expect(() => session.begin(clipView({ width, height }))).toThrow('2 on each side')
  })

  test('takes narrow and large frames alike', async () => {
    for (const [width, height] of [
      [2, 300],
      [700, 3],
    ] as const) {
      const frames = drawn(width, height, 5, (x, y, frame) => [(x * 9) % 256, (y * 5) % 256, frame * 20])
      const { 'camera-tracker': found } = await featuresOf(cotracker, session, frames)
      expect(found.tracks.every(Number.isFinite)).toBe(true)
    }
  })

  test('says when fewer frames come than the clip promised', async () => {
    const frames = drawn(40, 24, 4, () => [9, 9, 9])
    expect(await featuresOf(cotracker, session, frames).then(() => null, problemOf)).toMatchObject({
      code: 'CLIP_TOO_SHORT',
    })
    expect(cotracker.minFrames).toBe(5)
  })
})
