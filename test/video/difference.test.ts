import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeFrames } from '../../bench/video/decode.ts'
import { meanAbsoluteDifference } from '../../bench/video/difference.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

interface GoldenRow {
  readonly clip: string
  readonly frames: number
  readonly score: number
  readonly mae_seq: number[]
}

describeShared("upstream's temporal flickering", () => {
  const { rows } = JSON.parse(
    readFileSync(sharedPath('fixtures/vbench/temporal_flickering/golden.json'), 'utf8'),
  ) as { rows: GoldenRow[] }

  test.each(rows)('$clip', async ({ clip, frames, score, mae_seq }) => {
    const differences: number[] = []
    let previous: Uint8Array | undefined
    for await (const { data } of decodeFrames(sharedPath(`fixtures/vbench/clips/${clip}`))) {
      if (previous) differences.push(meanAbsoluteDifference(previous, data))
      previous = data.slice()
    }
    expect(differences.length).toBe(frames - 1)
    // NumPy's float32 to the bit
    expect(differences).toEqual(mae_seq.map(Math.fround))
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
    expect(Math.abs((255 - mean) / 255 - score)).toBeLessThan(1e-6)
  })
})

describe('meanAbsoluteDifference', () => {
  test('is symmetric, zero for equal frames, 255 for black and white', () => {
    const a = Uint8Array.from([0, 10, 255, 3])
    const b = Uint8Array.from([255, 20, 0, 3])
    expect(meanAbsoluteDifference(a, b)).toBe(130)
    expect(meanAbsoluteDifference(b, a)).toBe(130)
    expect(meanAbsoluteDifference(a, a)).toBe(0)
    const frame = 1280 * 720 * 3
    expect(meanAbsoluteDifference(new Uint8Array(frame), new Uint8Array(frame).fill(255))).toBe(255)
  })

  test("rounds a large frame's sum as NumPy does", () => {
    // numpy 2.4.6: rng = arange(2_764_800); np.mean(((7·i) % 256).astype(float32)) and the same of (i² % 251)
    const ramp = Uint8Array.from({ length: 2_764_800 }, (_, i) => (7 * i) % 256)
    const squares = Uint8Array.from({ length: 2_764_800 }, (_, i) => (i * i) % 251)
    const black = new Uint8Array(ramp.length)
    expect(meanAbsoluteDifference(ramp, black)).toBe(127.5)
    expect(meanAbsoluteDifference(squares, black)).toBe(117.99972534179688)
  })

  test('refuses frames of different sizes, and empty ones', () => {
    expect(() => meanAbsoluteDifference(new Uint8Array(3), new Uint8Array(6))).toThrow(RangeError)
    expect(() => meanAbsoluteDifference(new Uint8Array(0), new Uint8Array(0))).toThrow(RangeError)
  })
})
