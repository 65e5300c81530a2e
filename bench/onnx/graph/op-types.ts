import { broadcast, type Dim, expectSame, GraphError, normalAxis, type Shape, showShape } from './shape.ts'
import type { TensorType, Value } from './value.ts'

export const swapLast = (x: Value): Value => ({
  ...x,
  shape: [...x.shape.slice(0, -2), x.shape.at(-1)!, x.shape.at(-2)!],
})

export function matMulType(a: Value, b: Value): TensorType {
  if (a.dtype !== b.dtype) throw new GraphError(`MatMul: got ${a.dtype} and ${b.dtype}`)
  expectSame(b.shape.at(-2), a.shape.at(-1), `MatMul of ${showShape(a.shape)} and ${showShape(b.shape)}`)
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
  return { dtype: a.dtype, shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] }
}

export function convType(
  x: Value,
  weight: Value,
  attributes: {
    group?: number
    pads?: readonly number[]
    strides?: readonly number[]
    dilations?: readonly number[]
  },
  fresh: () => string,
): TensorType {
  const spatial = x.shape.length - 2
  const { group = 1, pads = [], strides = [], dilations = [] } = attributes
  const channels = weight.shape[1]
  if (typeof channels === 'number') expectSame(x.shape[1], channels * group, `Conv of ${showShape(x.shape)}`)
  const sizes = x.shape.slice(2).map((size, i): Dim => {
    const kernel = weight.shape[i + 2] as number
    const extent = (dilations[i] ?? 1) * (kernel - 1) + 1
    const padding = (pads[i] ?? 0) + (pads[i + spatial] ?? 0)
    const stride = strides[i] ?? 1
    if (typeof size === 'string') return stride === 1 && padding === extent - 1 ? size : fresh()
    return Math.floor((size + padding - extent) / stride) + 1
  })
  return { dtype: x.dtype, shape: [x.shape[0]!, weight.shape[0]!, ...sizes] }
}

export const withAxis = (shape: Shape, axis: number, size: Dim): Shape => {
  const at = normalAxis(axis, shape.length)
  return shape.map((old, i) => (i === at ? size : old))
}

export function concatType(inputs: readonly Value[], axis: number, fresh: () => string): TensorType {
  const { dtype, shape } = inputs[0]!
  const at = normalAxis(axis, shape.length)
  for (const other of inputs) {
    expectSame(other.dtype === dtype ? 1 : 0, 1, `Concat of ${dtype} and ${other.dtype}`)
    shape.forEach((size, i) => {
      if (i !== at) expectSame(other.shape[i], size, `Concat on axis ${at} of ${showShape(other.shape)}`)
    })
  }
  const sizes = inputs.map((input) => input.shape[at]!)
  const total = sizes.every((size) => typeof size === 'number')
    ? sizes.reduce<number>((sum, size) => sum + (size as number), 0)
    : fresh()
  return { dtype, shape: withAxis(shape, at, total) }
}

export function sliceType(inputs: readonly Value[], fresh: () => string): TensorType[] | null {
  const [x, starts, ends, axes, steps] = inputs.map((input) => input)
  if (!x || !starts?.integers || !ends?.integers || !axes?.integers) return null
  const shape = [...x.shape]
  axes.integers.forEach((axis, i) => {
    const at = normalAxis(axis, shape.length)
    const size = shape[at]!
    const step = steps?.integers?.[i] ?? 1
    shape[at] =
      typeof size === 'number' ? sliceLength(size, starts.integers![i]!, ends.integers![i]!, step) : fresh()
  })
  return [{ dtype: x.dtype, shape }]
}

function sliceLength(size: number, start: number, end: number, step: number): number {
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size)
  return Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step))
}
