import { describe, expect, test } from 'vitest'
import type { Graph } from '../../bench/onnx/graph/graph.ts'
import type { Value } from '../../bench/onnx/graph/value.ts'
import { framesFirst, framesLast } from '../../bench/onnx/graph/video.ts'
import { conv3d } from '../../bench/onnx/graph/video-conv.ts'
import { upsampleConv3d } from '../../bench/onnx/graph/video-upsample.ts'
import { evaluate, largestDifference, ramp } from './evaluate.ts'

type Build = (g: Graph, values: Readonly<Record<string, Value>>) => Value

/** The form with 2D convolutions against ONNX's own 3D convolution, and the largest difference between them. */
async function compare(feeds: Parameters<typeof evaluate>[0], build: Build): Promise<number> {
  const frames = await evaluate(feeds, build, { conv3d: 'frames' })
  const direct = await evaluate(feeds, build, { conv3d: 'direct' })
  expect(frames.shape).toEqual(direct.shape)
  return largestDifference(frames, direct)
}

// sums of 27·4 products of numbers around 1
const bound = 2e-5

describe.each(['edge', 'constant'] as const)(
  '2D convolutions of frames equal a 3D convolution, padded with %s',
  (padMode) => {
    const pads = (kernel: number) =>
      padMode === 'edge' ? ([kernel - 1, 0] as const) : ([(kernel - 1) / 2, (kernel - 1) / 2] as const)

    test.each([1, 2, 3, 6, 7])('%i frames', async (frames) => {
      const feeds = { x: ramp([2, 4, frames, 6, 7]), w: ramp([6, 4, 3, 3, 3], 1), b: ramp([6], 2) }
      const options = { strides: [1, 1, 1], groups: 1, padMode, timePads: pads(3) } as const
      const build: Build = (g, { x, w, b }) => framesLast(g, conv3d(g, framesFirst(g, x!), w!, b!, options))
      expect(await compare(feeds, build)).toBeLessThan(bound)
    })

    test.each([
      ['stride in space', [1, 2, 2], 3, 1],
      ['stride in space and time', [2, 2, 2], 3, 1],
      ['depthwise', [1, 1, 1], 3, 4],
      ['depthwise with five taps', [1, 1, 1], 5, 4],
      ['grouped points', [1, 1, 1], 1, 2],
      ['points', [1, 1, 1], 1, 1],
    ] as const)('%s', async (_, strides, kernel, groups) => {
      const feeds = { x: ramp([1, 4, 5, 6, 8]), w: ramp([4, 4 / groups, kernel, kernel, kernel], 1) }
      const options = { strides, groups, padMode, timePads: pads(kernel) }
      const build: Build = (g, { x, w }) =>
        framesLast(g, conv3d(g, framesFirst(g, x!), w!, undefined, options))
      expect(await compare(feeds, build)).toBeLessThan(bound)
    })

    test.each([
      [1, true],
      [2, true],
      [4, true],
      [1, false],
      [4, false],
    ])('after doubling pixels: %i frames, time %s', async (frames, time) => {
      const feeds = { x: ramp([2, 4, frames, 5, 3]), w: ramp([6, 4, 3, 3, 3], 1), b: ramp([6], 2) }
      const build: Build = (g, { x, w, b }) =>
        framesLast(g, upsampleConv3d(g, framesFirst(g, x!), w!, b!, { time, padMode }))
      expect(await compare(feeds, build)).toBeLessThan(bound)
    })
  },
)
