import { describe, expect, test } from 'vitest'
import { problemOf } from '../../../../bench/errors.ts'
import { framePlanes } from '../../../../bench/models/vision/cotracker/frame-planes.ts'
import { gridPoints } from '../../../../bench/models/vision/cotracker/grid-points.ts'
import { PointTracking } from '../../../../bench/models/vision/cotracker/tracking.ts'
import type { Run } from '../../../../bench/onnx/graph/program.ts'
import { floatTensor, tensor } from '../../../../bench/tensor/tensor.ts'
import { withFixture } from './fixture.ts'

describe('windows of a video', () => {
  // facebookresearch/co-tracker, cotracker.py: num_windows = (T - S + step - 1) // step + 1
  test.each([
    [5, 1],
    [8, 1],
    [9, 2],
    [12, 2],
    [13, 3],
    [16, 3],
    [17, 4],
  ])('%i frames make %i', async (frames, windows) => {
    await withFixture(async (network, run) => {
      const names: string[] = []
      const counted: Run = (program, feeds) => {
        names.push(program.name)
        return run(program, feeds)
      }
      const points = gridPoints(3, 32, 32)
      const tracking = new PointTracking(network, counted, points)
      for (let i = 0; i < frames; i++) await tracking.push(floatTensor([1, 3, 32, 32]))
      const { tracks, visibility } = await tracking.finish()
      expect(names.filter((name) => name.startsWith('cotracker update'))).toHaveLength(6 * windows)
      // padded frames repeat the features of the last one
      expect(names.filter((name) => name === 'cotracker frame')).toHaveLength(frames)
      expect(tracks.shape).toEqual([frames, 9, 2])
      expect(visibility.shape).toEqual([frames, 9])
      expect(tracks.data.slice(0, 18)).toEqual(points.data)
    })
  })

  test.each([0, 1, 4])('%i frames are too few', async (frames) => {
    await withFixture(async (network, run) => {
      const tracking = new PointTracking(network, run, gridPoints(3, 32, 32))
      for (let i = 0; i < frames; i++) await tracking.push(floatTensor([1, 3, 32, 32]))
      expect(await tracking.finish().then(() => null, problemOf)).toMatchObject({
        code: 'CLIP_TOO_SHORT',
        message: expect.stringContaining(`${frames} frames, expected at least 5`),
      })
    })
  })
})

test('points lie on a grid with a margin, in the float32 numbers of torch.linspace', () => {
  const { shape, data } = gridPoints(10, 384, 512)
  expect(shape).toEqual([100, 2])
  // get_points_on_a_grid(10, (384, 512)), first row and first column
  const first = (axis: number, step: number) =>
    Array.from({ length: 10 }, (_, i) => data[2 * i * step + axis])
  expect(first(0, 1)).toEqual([
    8, 63.11111068725586, 118.22222137451172, 173.3333282470703, 228.44444274902344, 283.5555419921875,
    338.6666564941406, 393.77777099609375, 448.8888854980469, 504,
  ])
  expect(first(1, 10)).toEqual([
    8, 48.88888931274414, 89.77777862548828, 130.6666717529297, 171.55555725097656, 212.44444274902344,
    253.3333282470703, 294.22222900390625, 335.1111145019531, 376,
  ])
})

describe('frames as planes', () => {
  const frame = (height: number, width: number) =>
    tensor(
      'uint8',
      [height, width, 3],
      Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 37) % 251),
    )

  test('of the same size are the bytes themselves', () => {
    const { shape, data } = framePlanes(frame(5, 7), 5, 7)
    expect(shape).toEqual([1, 3, 5, 7])
    const bytes = frame(5, 7).data
    expect([...data]).toEqual([...data].map((_, i) => bytes[3 * (i % 35) + Math.floor(i / 35)]))
  })

  test('keep their corners and lie between their neighbours', () => {
    const { data } = framePlanes(frame(2, 3), 3, 5)
    const bytes = frame(2, 3).data
    expect([data[0], data[4], data[10], data[14]]).toEqual([bytes[0], bytes[6], bytes[9], bytes[15]])
    expect(data[1]).toBeCloseTo((bytes[0]! + bytes[3]!) / 2, 4)
    expect(data[5]).toBeCloseTo((bytes[0]! + bytes[9]!) / 2, 4)
  })

  test('of one row or column are spread over all', () => {
    expect(new Set(framePlanes(frame(1, 1), 4, 4).data.slice(0, 16)).size).toBe(1)
  })
})
