import { describe, expect, test } from 'vitest'
import { frameTimes } from '../../bench/video/frame-times.ts'

const variable = (ticks: number[], tickSeconds: number, fps: number | null) =>
  frameTimes({ count: ticks.length, ticks }, tickSeconds, fps)?.variableFrameRate

describe('frameTimes', () => {
  test('rounding to ticks does not make a rate variable', () => {
    for (const fps of [8, 23.976, 24, 29.97, 30, 60]) {
      const ticks = Array.from({ length: 200 }, (_, i) => Math.round((i / fps) * 1000))
      expect({ fps, found: variable(ticks, 1 / 1000, fps) }).toEqual({ fps, found: false })
    }
  })

  test('one dropped frame in many does', () => {
    const ticks = Array.from({ length: 200 }, (_, i) => Math.round(((i < 150 ? i : i + 1) / 24) * 1000))
    expect(variable(ticks, 1 / 1000, 24)).toBe(true)
    expect(variable([0, 2, 3, 4, 5], 1 / 8, 8)).toBe(true)
  })

  test('a clock that is twice too fast is still even', () => {
    expect(variable([4, 6, 8, 10], 1 / 48, 48)).toBe(false)
  })

  test('packets in decoding order are put in order', () => {
    const times = frameTimes({ count: 4, ticks: [0, 3072, 1024, 2048] }, 1 / 8192, 8)
    expect(times).toEqual({ fps: 8, durationSeconds: 0.5, variableFrameRate: false })
  })

  test('without a rate in the container it is measured; without stamps there is none', () => {
    expect(frameTimes({ count: 3, ticks: [0, 100, 200] }, 1 / 1000, null)?.fps).toBeCloseTo(10)
    expect(frameTimes({ count: 3, ticks: [] }, 1 / 1000, null)).toBeNull()
    expect(frameTimes({ count: 3, ticks: [] }, 1 / 1000, 6)).toEqual({
      fps: 6,
      durationSeconds: 0.5,
      variableFrameRate: false,
    })
  })
})
