import { expect } from 'vitest'
import { createSession } from '../../bench/onnx/engine/session.ts'
import type { GraphOptions } from '../../bench/onnx/graph/emitter.ts'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import type { Shape } from '../../bench/onnx/graph/shape.ts'
import type { Value } from '../../bench/onnx/graph/value.ts'
import { type FloatTensor, floatTensor, type Tensor } from '../../bench/tensor/tensor.ts'

/** Values that are different everywhere and the same in every run. */
export function ramp(shape: readonly number[], phase = 0): FloatTensor {
  const out = floatTensor(shape)
  out.data.forEach((_, i) => {
    out.data[i] = Math.sin(1.3 * i + phase) + 0.1 * Math.cos(0.37 * i)
  })
  return out
}

/** Builds a graph around the feeds, runs it, and checks that the stated shape is the one that comes out. */
export async function evaluate(
  feeds: Readonly<Record<string, Tensor>>,
  build: (g: Graph, values: Readonly<Record<string, Value>>) => Value,
  options: GraphOptions = {},
  shapes: Readonly<Record<string, Shape>> = {},
): Promise<Tensor> {
  const g = new Graph(options)
  const values = Object.entries(feeds).map(
    ([name, { dtype, shape }]) => [name, g.input(name, dtype, shapes[name] ?? shape)] as const,
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

export const largestDifference = (a: Tensor, b: Tensor) =>
  Array.from(a.data as Float32Array).reduce(
    (most, x, i) => Math.max(most, Math.abs(x - Number(b.data[i]))),
    0,
  )
