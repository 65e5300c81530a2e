import { describe, expect, test } from 'vitest'
import { createSession } from '../../bench/onnx/engine/session.ts'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import { Scope } from '../../bench/onnx/graph/module.ts'
import type { Shape } from '../../bench/onnx/graph/shape.ts'
import type { Value } from '../../bench/onnx/graph/value.ts'
import { type FloatTensor, floatTensor, type Tensor, tensor } from '../../bench/tensor/tensor.ts'

/** Values that are different everywhere and the same in every run. */
function ramp(shape: readonly number[], phase = 0): FloatTensor {
  const out = floatTensor(shape)
  out.data.forEach((_, i) => {
    out.data[i] = Math.sin(1.3 * i + phase) + 0.1 * Math.cos(0.37 * i)
  })
  return out
}

async function evaluate(
  feeds: Readonly<Record<string, Tensor>>,
  build: (g: Graph, values: Readonly<Record<string, Value>>) => Value,
  options: { fused?: boolean; shapes?: Readonly<Record<string, Shape>> } = {},
): Promise<Tensor> {
  const g = new Graph({ fused: options.fused ?? true })
  const values = Object.entries(feeds).map(
    ([name, { dtype, shape }]) => [name, g.input(name, dtype, options.shapes?.[name] ?? shape)] as const,
  )
  const out = build(g, Object.fromEntries(values))
  g.output('out', out)
  const session = await createSession('test', g)
  const result = (await session.run(feeds)).out!
  await session.release()
  expect(out.shape.map((size, i) => (typeof size === 'number' ? size : result.shape[i]))).toEqual([
    ...result.shape,
  ])
  return result
}

const largestDifference = (a: Tensor, b: Tensor) =>
  Array.from(a.data as Float32Array).reduce(
    (most, x, i) => Math.max(most, Math.abs(x - Number(b.data[i]))),
    0,
  )

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
    'channelRmsNorm',
    { x: video, s: ramp([8], 1), b: ramp([8], 2) },
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
  ...(['edge', 'constant'] as const).flatMap((padMode): Law[] =>
    ([1, 2] as const).map(
      (time): Law => [
        `conv3d, ${padMode}, time stride ${time}`,
        { x: ramp([1, 4, 5, 6, 7]), w: ramp([6, 4, 3, 3, 3], 1), b: ramp([6], 2) },
        (g, { x, w, b }) =>
          g.conv3d(x!, w!, b!, {
            strides: [time, time, time],
            groups: 1,
            padMode,
            pads: [
              [2, 0],
              [1, 1],
              [1, 1],
            ],
          }),
      ],
    ),
  ),
  [
    'conv3d, depthwise',
    { x: ramp([1, 4, 5, 6, 7]), w: ramp([4, 1, 3, 3, 3], 1), b: ramp([4], 2) },
    (g, { x, w, b }) =>
      g.conv3d(x!, w!, b!, {
        strides: [1, 1, 1],
        groups: 4,
        padMode: 'constant',
        pads: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      }),
  ],
]

test.each(laws)('%s: the fused form equals the plain form', async (_, feeds, build) => {
  const fused = await evaluate(feeds, build, { fused: true })
  const plain = await evaluate(feeds, build, { fused: false })
  expect(fused.shape).toEqual(plain.shape)
  expect(largestDifference(fused, plain)).toBeLessThan(5e-6)
})

test('repeat doubles elements along the chosen axes', async () => {
  const x = floatTensor([1, 2, 2], [1, 2, 3, 4])
  const out = await evaluate({ x }, (g, values) => g.repeat(values.x!, { 1: 2, 2: 3 }))
  expect(Array.from(out.data)).toEqual([
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
      const symbolic = await evaluate({ x }, build, { shapes: { x: ['B', 'L', 6] } })
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
