import { describe, expect, test } from 'vitest'
import { toyboxFrames } from '../../../bench/generators/toybox/clip.ts'
import { contrastAxis } from '../../../evaluators/features/contrast-axis.ts'
import { farnebackFlow } from '../../../evaluators/features/farneback-flow.ts'
import { loadOpenCv } from '../../../evaluators/features/opencv.ts'
import { warpedMidframe } from '../../../evaluators/features/warped-midframe.ts'
import { drawn, featuresOf, withSession } from '../stream.ts'

/** A texture without repetition, shifted by `step` pixels a frame. */
const texture = (width: number, height: number, count: number, step: (frame: number) => number) =>
  drawn(width, height, count, (x, y, frame) => {
    const u = x - step(frame)
    const level = 128 + 50 * Math.sin(u / 9) * Math.cos(y / 7) + 40 * Math.sin((u + 2 * y) / 23)
    return [level, level, level]
  })
const size = { width: 128, height: 128, frames: 9 }

describe('Farnebäck flow', () => {
  const magnitudes = async (frames: ReturnType<typeof drawn>) =>
    (await withSession(farnebackFlow, (session) => featuresOf(farnebackFlow, session, frames))).flow

  test.each([1, 3, 6])('a motion of %d pixels a frame is measured', async (speed) => {
    const { largestMagnitudes, sampledFrames } = await magnitudes(
      texture(160, 120, 4, (frame) => speed * frame),
    )
    expect(sampledFrames).toBe(4)
    for (const magnitude of largestMagnitudes) expect(Math.abs(magnitude - speed)).toBeLessThan(0.15 * speed)
  })

  test('it is measured in pixels of the clip, whatever size flow is computed at', async () => {
    const { largestMagnitudes } = await magnitudes(texture(960, 720, 2, (frame) => 12 * frame))
    expect(Math.abs(largestMagnitudes[0]! - 12)).toBeLessThan(1.5)
  })

  test('colours of one brightness don’t hide a motion', async () => {
    // luma of both: 90
    const frames = drawn(128, 128, 3, (x, y, frame) =>
      Math.hypot(x - 40 - 5 * frame, y - 64) < 22 ? [216, 36, 36] : [40, 87, 212],
    )
    for (const magnitude of (await magnitudes(frames)).largestMagnitudes) {
      expect(Math.abs(magnitude - 5)).toBeLessThan(1)
    }
  })

  test('a still clip has none, with flicker neither', async () => {
    const still = [...toyboxFrames('a red star on a striped gray background', 3, size)].slice(0, 1)
    const frames = [0, 20, -20, 20].map((level, index) => ({
      ...still[0]!,
      index,
      data: still[0]!.data.map((value) => value + level),
    }))
    for (const magnitude of (await magnitudes(frames)).largestMagnitudes) expect(magnitude).toBeLessThan(0.2)
  })

  test('a clip of one sampled frame has no pair', async () => {
    expect(await magnitudes(texture(64, 64, 1, () => 0))).toEqual({ largestMagnitudes: [], sampledFrames: 1 })
  })

  test.each([
    [1, 1],
    [3, 6],
    [1, 40],
    [2, 64],
  ])('a clip of %d × %d is measured or refused, never wrong', async (width, height) => {
    const frames = texture(width, height, 3, () => 0)
    if (width * height < 20) {
      await expect(magnitudes(frames)).rejects.toMatchObject({ problem: { code: 'CLIP_TOO_SMALL' } })
    } else {
      for (const found of (await magnitudes(frames)).largestMagnitudes) expect(found).toBeLessThan(1e-9)
    }
  })

  test('nothing stays on the heap of OpenCV', async () => {
    const cv = (await loadOpenCv()) as unknown as { HEAP8: Int8Array }
    const frames = texture(160, 120, 12, (frame) => frame)
    await magnitudes(frames)
    const before = cv.HEAP8.length
    for (let round = 0; round < 3; round++) await magnitudes(frames)
    expect(cv.HEAP8.length).toBe(before)
  })
})

describe('flow-warped mid-frame', () => {
  const errors = async (frames: ReturnType<typeof drawn>) =>
    (await withSession(warpedMidframe, (session) => featuresOf(warpedMidframe, session, frames))).interpolator
      .meanAbsoluteErrors
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  test('a still clip is predicted exactly', async () => {
    expect(await errors(texture(96, 64, 5, () => 0))).toEqual([0, 0])
  })

  test('steady motion is predicted far better than by blending', async () => {
    const frames = texture(160, 120, 5, (frame) => 8 * frame)
    const blended = frames[1]!.data.map((_, i) =>
      Math.abs((frames[0]!.data[i]! + frames[2]!.data[i]!) / 2 - frames[1]!.data[i]!),
    )
    expect(mean(await errors(frames))).toBeLessThan(mean([...blended]) / 3)
  })

  test('jerky motion is predicted worse than smooth motion of the same speed', async () => {
    const smooth = await errors(texture(160, 120, 9, (frame) => 4 * frame))
    const jerky = await errors(texture(160, 120, 9, (frame) => 4 * (frame - (frame % 2))))
    expect(mean(jerky)).toBeGreaterThan(3 * mean(smooth))
  })

  test('an odd-sized and a large clip are predicted at a bounded size', async () => {
    expect(await errors(texture(33, 31, 3, (frame) => frame))).toHaveLength(1)
    expect(mean(await errors(texture(1281, 721, 3, (frame) => 6 * frame)))).toBeLessThan(2)
  })

  test('two frames have no inner one', async () => {
    expect(await errors(texture(32, 32, 2, () => 0))).toEqual([])
  })
})

test('the axis of contrast is the one along which a picture varies', () => {
  const axis = contrastAxis(Uint8Array.from([200, 20, 20, 20, 20, 200, 190, 20, 30, 30, 20, 190]))
  expect(axis[0]).toBeCloseTo(-axis[2], 2)
  expect(Math.abs(axis[1])).toBeLessThan(0.01)
  // one colour: brightness, as good as any
  expect(contrastAxis(new Uint8Array(30).fill(9))).toEqual([0.299, 0.587, 0.114])
})
