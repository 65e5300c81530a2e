import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { middleFrames, offsetFrames, selectedFrames, steadyFrames } from '../../bench/video/frames.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

interface IndexRow {
  readonly num_frames: number
  readonly vlen: number
  readonly sample: string
  readonly fix_start?: number
  readonly input_fps?: number
  readonly max_num_frames?: number
  readonly out: number[]
}

function upstreamIndices(row: IndexRow): number[] {
  if (row.sample.startsWith('fps')) {
    const clip = { frameCount: row.vlen, fps: row.input_fps ?? Number.NaN }
    return steadyFrames(Number(row.sample.slice(3)), clip, row.max_num_frames)
  }
  if (row.fix_start !== undefined) return offsetFrames(row.num_frames, row.vlen, row.fix_start)
  return middleFrames(row.num_frames, row.vlen)
}

describeShared("upstream's frame sampling", () => {
  test('get_frame_indices: every row', () => {
    const { rows } = JSON.parse(
      readFileSync(sharedPath('fixtures/vbench/frame_indices/frame_indices.json'), 'utf8'),
    ) as { rows: IndexRow[] }
    expect(rows.length).toBe(240)
    for (const row of rows) expect({ ...row, out: upstreamIndices(row) }).toEqual(row)
  })

  test('dynamic degree: one frame every round(fps / 8), halves to even', () => {
    const { sampling } = JSON.parse(
      readFileSync(sharedPath('fixtures/vbench/dynamic_degree_logic/golden.json'), 'utf8'),
    ) as { sampling: { n: number; fps: number; indices: number[] }[] }
    expect(sampling.length).toBe(14)
    for (const { n, fps, indices } of sampling) {
      const found = selectedFrames({ kind: 'rate', framesPerSecond: 8 }, { frameCount: n, fps })
      expect({ n, fps, found }).toEqual({ n, fps, found: indices })
    }
  })
})

describe('selectedFrames', () => {
  const clip = { frameCount: 5, fps: 8 }

  test('all frames', () => {
    expect(selectedFrames({ kind: 'all' }, clip)).toEqual([0, 1, 2, 3, 4])
  })

  test('every second frame starts at the first', () => {
    expect(selectedFrames({ kind: 'every', step: 2 }, clip)).toEqual([0, 2, 4])
  })

  test('12 and 20 frames per second are both halved: halves round to even', () => {
    const at = (fps: number) => selectedFrames({ kind: 'rate', framesPerSecond: 8 }, { frameCount: 5, fps })
    expect(at(12)).toEqual([0, 2, 4])
    expect(at(20)).toEqual([0, 2, 4])
    expect(at(28)).toEqual([0, 4])
    expect(at(4)).toEqual([0, 1, 2, 3, 4])
  })

  test('the middle of equal intervals; a short clip repeats its last frame', () => {
    expect(selectedFrames({ kind: 'middle', count: 4 }, { frameCount: 16, fps: 8 })).toEqual([1, 5, 9, 13])
    expect(selectedFrames({ kind: 'middle', count: 4 }, { frameCount: 2, fps: 8 })).toEqual([0, 1, 1, 1])
  })

  test('refuses what selects nothing', () => {
    expect(() => selectedFrames({ kind: 'all' }, { frameCount: 0, fps: 8 })).toThrow(RangeError)
    expect(() => selectedFrames({ kind: 'every', step: 0 }, clip)).toThrow(RangeError)
    expect(() => selectedFrames({ kind: 'middle', count: 0 }, clip)).toThrow(RangeError)
    expect(() => selectedFrames({ kind: 'rate', framesPerSecond: 0 }, clip)).toThrow(RangeError)
  })
})
