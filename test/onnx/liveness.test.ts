import { expect, test } from 'vitest'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import { peakActivationBytes } from '../../bench/onnx/graph/liveness.ts'

test('a tensor counts from where it is made to where it is last used', () => {
  const g = new Graph()
  const x = g.input('x', 'float32', [100]) // 400 bytes
  const a = g.add(x, 1)
  const b = g.add(a, 1) // x is no longer needed, a is until here
  g.output('out', g.add(b, 1))
  expect(peakActivationBytes(g)).toBe(800)
})

test('a tensor that is needed later stays', () => {
  const g = new Graph()
  const x = g.input('x', 'float32', [100])
  const a = g.add(x, 1)
  g.output('out', g.add(g.add(a, 1), x))
  expect(peakActivationBytes(g)).toBe(1200)
})

test('a reshape takes no memory, and what depends on no input does not count', () => {
  const g = new Graph()
  const x = g.input('x', 'float32', [100])
  g.output('out', g.add(g.reshape(x, [10, 10]), g.expand(g.number(1), [10, 10])))
  expect(peakActivationBytes(g)).toBe(800)
})

test('symbolic sizes have no estimate', () => {
  const g = new Graph()
  g.output('out', g.add(g.input('x', 'float32', ['N']), 1))
  expect(peakActivationBytes(g)).toBeNull()
})
