import { expect, test } from 'vitest'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import { countNodes, sumCounts } from '../../bench/profile/flops.ts'

test('a linear layer takes two operations per weight and row', () => {
  const g = new Graph()
  const x = g.input('x', 'float32', [2, 5, 7])
  g.linear(x, g.use({ path: 'weight', shape: [11, 7] }), g.use({ path: 'bias', shape: [11] }))
  const [gemm, ...others] = countNodes(g)
  expect(others).toEqual([])
  expect(gemm).toMatchObject({ op: 'Gemm', flops: 2 * 10 * 7 * 11 })
  expect(gemm!.values).toBe(10 * 7 + 11 * 7 + 11 + 10 * 11)
})

test('batched matrix products count every batch', () => {
  const g = new Graph()
  g.matMul(g.input('a', 'float32', [3, 1, 4, 5]), g.input('b', 'float32', [2, 5, 6]))
  expect(sumCounts(countNodes(g)).flops).toBe(3 * 2 * 2 * 4 * 5 * 6)
})

test('a convolution counts its output positions, channels per group and kernel', () => {
  const flops = (shape: number[], weight: number[], groups: number, strides: number[]) => {
    const g = new Graph()
    const pads = strides.map(() => [1, 1] as const)
    g.conv(g.input('x', 'float32', shape), g.use({ path: 'w', shape: weight }), undefined, {
      groups,
      strides,
      pads,
    })
    return sumCounts(countNodes(g)).flops
  }
  expect(flops([1, 8, 10, 12], [16, 8, 3, 3], 1, [1, 1])).toBe(2 * 16 * 120 * 8 * 9)
  expect(flops([1, 8, 10, 12], [8, 1, 3, 3], 8, [2, 2])).toBe(2 * 8 * 30 * 9)
  expect(flops([2, 4, 6, 6, 6], [6, 2, 3, 3, 3], 2, [1, 1, 1])).toBe(2 * 2 * 6 * 216 * 2 * 27)
})

test('attention counts the same fused and in parts', () => {
  const flops = (fused: boolean) => {
    const g = new Graph({ fused })
    const q = g.input('q', 'float32', [2, 3, 8])
    const k = g.input('k', 'float32', [2, 5, 8])
    g.attention(q, k, g.input('v', 'float32', [2, 5, 8]), 4)
    return sumCounts(countNodes(g)).flops
  }
  expect(flops(true)).toBe(2 * 2 * 2 * 3 * 5 * 8)
  expect(flops(false)).toBe(flops(true))
})

test('products of weights alone are not counted', () => {
  const g = new Graph()
  const merged = g.matMul(g.use({ path: 'a', shape: [4, 4] }), g.use({ path: 'b', shape: [4, 4] }))
  expect(countNodes(g)).toEqual([])
  g.matMul(g.input('x', 'float32', [1, 4]), merged)
  expect(sumCounts(countNodes(g)).flops).toBe(2 * 4 * 4)
})

test('a symbolic size is an error', () => {
  const g = new Graph()
  g.matMul(g.input('x', 'float32', ['rows', 4]), g.use({ path: 'w', shape: [4, 4] }))
  expect(() => countNodes(g)).toThrow('expected fixed sizes')
})
