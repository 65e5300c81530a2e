import { describe, expect, test } from 'vitest'
import { createSession } from '../../bench/onnx/engine/session.ts'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import { Scope } from '../../bench/onnx/graph/module.ts'
import type { Value } from '../../bench/onnx/graph/value.ts'
import { framesFirst, framesLast } from '../../bench/onnx/graph/video.ts'
import { floatTensor, type Tensor, tensor } from '../../bench/tensor/tensor.ts'
import { evaluate, largestDifference, ramp } from './evaluate.ts'

type Law = readonly [
  string,
  Readonly<Record<string, Tensor>>,
  (g: Graph, x: Readonly<Record<string, Value>>) => Value,
]

const video = ramp([2, 8, 3, 6, 5])
const laws: readonly Law[] = [
  [
    'linear',
    { x: ramp([2, 3, 4]), w: ramp([5, 4], 1), b: ramp([5], 2) },
    (g, { x, w, b }) => g.linear(x!, w!, b),
  ],
  ['silu', { x: ramp([3, 7]) }, (g, { x }) => g.silu(x!)],
  ['quick gelu', { x: ramp([3, 7]) }, (g, { x }) => g.silu(x!, 1.702)],
  ['rmsNorm', { x: ramp([2, 3, 8]), s: ramp([8], 1) }, (g, { x, s }) => g.rmsNorm(x!, 1e-6, s!)],
  [
    'groupNorm',
    { x: video, s: ramp([8], 1), b: ramp([8], 2) },
    (g, { x, s, b }) => g.groupNorm(x!, 4, 1e-6, s!, b!),
  ],
  [
    'videoGroupNorm',
    { x: ramp([3, 2, 8, 6, 5]), s: ramp([8], 1), b: ramp([8], 2) },
    (g, { x, s, b }) => g.videoGroupNorm(x!, 4, 1e-6, s!, b!),
  ],
  [
    'channelRmsNorm',
    { x: ramp([3, 2, 8, 6, 5]), s: ramp([8], 1), b: ramp([8], 2) },
    (g, { x, s, b }) => g.channelRmsNorm(x!, 1e-5, s!, b!),
  ],
  [
    'attention',
    { q: ramp([2, 5, 12]), k: ramp([2, 7, 12], 1), v: ramp([2, 7, 12], 2) },
    (g, { q, k, v }) => g.attention(q!, k!, v!, 3),
  ],
  [
    'attention with a mask and a scale',
    { q: ramp([2, 5, 12]), k: ramp([2, 5, 12], 1), v: ramp([2, 5, 12], 2), mask: ramp([1, 3, 5, 5], 3) },
    (g, { q, k, v, mask }) => g.attention(q!, k!, v!, 3, { scale: 1, mask: mask! }),
  ],
  ...([true, false] as const).map(
    (interleaved): Law => [
      `rotary, ${interleaved ? 'interleaved' : 'halves'}`,
      { x: ramp([2, 5, 24]), cos: ramp([1, 5, 4], 1), sin: ramp([1, 5, 4], 2) },
      (g, { x, cos, sin }) => g.rotary(x!, 3, cos!, sin!, interleaved),
    ],
  ),
]

test.each(laws)('%s: the fused form equals the plain form', async (_, feeds, build) => {
  const fused = await evaluate(feeds, build, { fused: true })
  const plain = await evaluate(feeds, build, { fused: false })
  expect(fused.shape).toEqual(plain.shape)
  expect(largestDifference(fused, plain)).toBeLessThan(5e-6)
})

test('videoGroupNorm is groupNorm with the frames first', async () => {
  const feeds = { x: ramp([1, 8, 3, 6, 5]), s: ramp([8], 1), b: ramp([8], 2) }
  const last = await evaluate(feeds, (g, { x, s, b }) => g.groupNorm(x!, 4, 1e-6, s!, b!))
  const first = await evaluate(feeds, (g, { x, s, b }) =>
    framesLast(g, g.videoGroupNorm(framesFirst(g, x!), 4, 1e-6, s!, b!)),
  )
  expect(largestDifference(first, last)).toBeLessThan(2e-6)
})

test('repeat doubles elements along the chosen axes', async () => {
  const x = floatTensor([1, 2, 2], [1, 2, 3, 4])
  const out = await evaluate({ x }, (g, values) => g.repeat(values.x!, { 1: 2, 2: 3 }))
  expect([...(out.data as Float32Array)]).toEqual([
    1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4,
  ])
})

describe('symbolic sizes', () => {
  test('one graph serves several sizes', async () => {
    const build = (g: Graph, { x }: Readonly<Record<string, Value>>) => {
      const split = g.reshape(x!, [x!.shape[0]!, x!.shape[1]!, 2, -1])
      return g.reshape(g.transpose(split, [0, 2, 1, 3]), [x!.shape[0]!, -1, x!.shape[1]!, 3])
    }
    for (const length of [4, 9]) {
      const x = ramp([2, length, 6])
      const fixed = await evaluate({ x }, build)
      const symbolic = await evaluate({ x }, build, {}, { x: ['B', 'L', 6] })
      expect(symbolic.shape).toEqual([2, 2, length, 3])
      expect(symbolic.data).toEqual(fixed.data)
    }
  })

  test('two names are not assumed to be equal', () => {
    const g = new Graph()
    expect(() => g.add(g.input('a', 'float32', ['N']), g.input('b', 'float32', ['M']))).toThrow(
      'do not broadcast',
    )
  })
})

describe('mistakes are found while building', () => {
  const g = new Graph()
  const x = g.input('x', 'float32', [2, 3])
  const y = g.input('y', 'int64', [2, 3])
  test.each([
    ['inner sizes', () => g.matMul(x, x), 'expected 3, got 2'],
    ['element types', () => g.add(x, y), 'float32 and int64'],
    ['element counts', () => g.reshape(x, [4, 2]), 'Reshape of [2, 3]'],
    ['axes', () => g.concat([x, x], 2), 'Axis 2'],
    ['heads', () => g.attention(x, x, x, 2), '2 heads'],
    ['a second input of one name', () => g.input('x', 'float32', [1]), 'exists'],
    ['parts of a split', () => g.split(x, [1, 1], 1), 'Split of 3'],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message)
  })

  test('a parameter declared twice', () => {
    const scope = new Scope()
    scope.at('a', 0).parameter('weight', [1])
    expect(() => scope.at('a', 0).parameter('weight', [1])).toThrow('a.0.weight is declared twice')
  })
})

describe('feeds are checked before the run', () => {
  const session = async () => {
    const g = new Graph()
    const [a, b] = [g.input('a', 'float32', ['N', 2]), g.input('b', 'float32', ['N', 2])]
    g.output('sum', g.add(a, b))
    return createSession('test', g)
  }
  test.each([
    ['an unknown name', { c: ramp([1, 2]) }, 'Unknown input c'],
    ['a missing name', { a: ramp([1, 2]) }, 'Input b is missing'],
    ['another type', { a: ramp([1, 2]), b: tensor('int32', [1, 2], new Int32Array(2)) }, 'got int32'],
    [
      'another fixed size',
      { a: ramp([1, 3]), b: ramp([1, 3]) },
      'expected float32 [N, 2], got float32 [1, 3]',
    ],
    ['two values of one name', { a: ramp([1, 2]), b: ramp([2, 2]) }, 'Input b'],
  ])('%s', async (_, feeds, message) => {
    const opened = await session()
    await expect(opened.run(feeds as Record<string, Tensor>)).rejects.toThrow(message)
    await opened.release()
  })
})
