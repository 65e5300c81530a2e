import type { DataType } from '../../tensor/tensor.ts'
import { Emitter } from './emitter.ts'
import { dataTypeCodes } from './op-table.ts'
import { type Dim, GraphError, isFixed, normalAxis, type Shape, showShape } from './shape.ts'
import type { Value } from './value.ts'

/** A tensor, or a number that takes the other operand's type. */
export type Operand = Value | number

type Unary =
  | 'Neg' | 'Abs' | 'Exp' | 'Log' | 'Sqrt' | 'Reciprocal' | 'Cos' | 'Sin' | 'Tanh' | 'Sigmoid' | 'Relu' | 'Floor'
  | 'Erf' | 'Not' // biome-ignore format: a list
type Binary = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Pow' | 'Max' | 'Min' | 'Less' | 'LessOrEqual' | 'Equal'

/** ONNX operators with their attributes in plain words. Axes may be negative. */
export class Primitives extends Emitter {
  /** An input of the graph; float32 is cast to the graph's precision. */
  override input(name: string, dtype: DataType, shape: Shape): Value {
    const value = super.input(name, dtype, shape)
    return dtype === 'float32' ? this.cast(value, this.precision) : value
  }

  /** An output of the graph; numbers in the graph's precision are cast to float32. */
  override output(name: string, value: Value): void {
    super.output(name, value.dtype === this.precision ? this.cast(value, 'float32') : value)
  }

  unary(op: Unary, x: Value): Value {
    return this.one(op, [x], {})
  }

  binary(op: Binary, a: Operand, b: Operand): Value {
    if (typeof a === 'number' && typeof b === 'number') throw new GraphError(`${op} of two numbers`)
    const left = typeof a === 'number' ? this.number(a, (b as Value).dtype) : a
    const right = typeof b === 'number' ? this.number(b, left.dtype) : b
    return this.one(op, [left, right], {})
  }

  add(a: Operand, b: Operand): Value {
    return this.binary('Add', a, b)
  }

  sub(a: Operand, b: Operand): Value {
    return this.binary('Sub', a, b)
  }

  mul(a: Operand, b: Operand): Value {
    return this.binary('Mul', a, b)
  }

  div(a: Operand, b: Operand): Value {
    return this.binary('Div', a, b)
  }

  matMul(a: Value, b: Value): Value {
    return this.one('MatMul', [a, b], {})
  }

  softmax(x: Value, axis = -1): Value {
    return this.one('Softmax', [x], { axis })
  }

  clip(x: Value, low: number, high: number): Value {
    return this.one('Clip', [x, this.number(low, x.dtype), this.number(high, x.dtype)], {})
  }

  cast(x: Value, dtype: DataType): Value {
    return x.dtype === dtype ? x : this.one('Cast', [x], { to: dataTypeCodes[dtype] })
  }

  mean(x: Value, axes: readonly number[]): Value {
    return this.one('ReduceMean', [x, this.integers(axes)], { keepdims: 1 })
  }

  sum(x: Value, axes: readonly number[]): Value {
    return this.one('ReduceSum', [x, this.integers(axes)], { keepdims: 1 })
  }

  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1 ? values[0]! : this.one('Concat', values, { axis })
  }

  /** Parts of the given sizes along an axis. */
  split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
    const size = x.shape[normalAxis(axis, x.shape.length)]
    const total = sizes.reduce((sum, part) => sum + part, 0)
    if (typeof size === 'number' && size !== total) throw new GraphError(`Split of ${size} into ${sizes}`)
    return this.emit('Split', [x, this.integers(sizes)], { axis })
  }

  /** Equal parts along an axis of fixed size. */
  chunk(x: Value, parts: number, axis: number): readonly Value[] {
    const size = x.shape[normalAxis(axis, x.shape.length)]
    if (typeof size !== 'number' || size % parts !== 0)
      throw new GraphError(`${size} in ${parts} equal parts`)
    return this.split(x, Array<number>(parts).fill(size / parts), axis)
  }

  /** x[start:end:step] along one axis; `end` defaults to the last element. */
  slice(x: Value, axis: number, start: number, end = Number.MAX_SAFE_INTEGER, step = 1): Value {
    const at = normalAxis(axis, x.shape.length)
    const size = x.shape[at]
    if (start === 0 && step === 1 && typeof size === 'number' && end >= size) return x
    const bounds = [[start], [end], [at], [step]].map((values) => this.integers(values))
    return this.one('Slice', [x, ...bounds], {})
  }

  /** x[index] along one axis, which goes. */
  take(x: Value, axis: number, index: number): Value {
    return this.one('Gather', [x, this.number(index, 'int64')], { axis: normalAxis(axis, x.shape.length) })
  }

  transpose(x: Value, axes: readonly number[]): Value {
    return axes.every((axis, i) => axis === i) ? x : this.one('Transpose', [x], { perm: axes })
  }

  /** The same elements in another shape; one fixed size may be -1 where all others are known. */
  reshape(x: Value, shape: Shape): Value {
    const target = resolveSize(x.shape, shape)
    if (target.length === x.shape.length && target.every((size, i) => size === x.shape[i])) return x
    const type = { dtype: x.dtype, shape: target }
    return this.one('Reshape', [x, this.#reshapeTarget(x.shape, target)], {}, type)
  }

  unsqueeze(x: Value, axis: number): Value {
    const at = normalAxis(axis, x.shape.length + 1)
    return this.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])
  }

  squeeze(x: Value, axis: number): Value {
    const at = normalAxis(axis, x.shape.length)
    if (x.shape[at] !== 1) throw new GraphError(`Squeeze of axis ${axis} of ${showShape(x.shape)}`)
    return this.reshape(x, x.shape.toSpliced(at, 1))
  }

  /** Repeats axes of size 1. */
  expand(x: Value, shape: Shape): Value {
    return this.one('Expand', [x, this.shapeValue(shape)], {}, { dtype: x.dtype, shape })
  }

  gather(x: Value, indices: Value, axis = 0): Value {
    return this.one('Gather', [x, indices], { axis })
  }

  where(condition: Value, a: Operand, b: Operand): Value {
    const dtype = typeof a === 'number' ? (b as Value).dtype : a.dtype
    const value = (x: Operand) => (typeof x === 'number' ? this.number(x, dtype) : x)
    return this.one('Where', [condition, value(a), value(b)], {})
  }

  /** Pads with zeros (`constant`) or with the border's values (`edge`); [before, after] per axis. */
  pad(x: Value, pads: readonly (readonly [number, number])[], mode: 'constant' | 'edge'): Value {
    if (pads.every(([before, after]) => before === 0 && after === 0)) return x
    const amounts = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)]
    return this.one('Pad', [x, this.integers(amounts)], { mode })
  }

  /** ONNX wants 0 for "as before", -1 for at most one unknown size, and a computed shape otherwise. */
  #reshapeTarget(from: Shape, to: Shape): Value {
    if (isFixed(to)) return this.integers(to)
    const copied = to.map((size, i) => (typeof size === 'string' && size === from[i] ? 0 : size))
    const unknown = copied.filter((size) => typeof size === 'string')
    if (unknown.length > 1) return this.shapeValue(to)
    return this.integers(copied.map((size) => (typeof size === 'string' ? -1 : size)))
  }
}

/** Replaces -1 by the size that keeps the number of elements, cancelling symbolic sizes that both shapes have. */
function resolveSize(from: Shape, to: Shape): Shape {
  const at = to.indexOf(-1)
  const rest: Dim[] = to.filter((_, i) => i !== at)
  const left = [...from]
  for (const size of rest.filter((size) => typeof size === 'string')) {
    const match = left.indexOf(size)
    if (match >= 0) left.splice(match, 1)
    else if (isFixed(from)) throw new GraphError(`Reshape of ${showShape(from)} to ${showShape(to)}`)
  }
  const product = (sizes: readonly Dim[]) =>
    sizes.reduce<number>((n, size) => (typeof size === 'number' ? n * size : n), 1)
  if (at < 0) {
    if (isFixed(from) && isFixed(to) && product(from) !== product(to)) {
      throw new GraphError(`Reshape of ${showShape(from)} to ${showShape(to)}`)
    }
    return to
  }
  const symbolic = left.filter((size) => typeof size === 'string')
  const missing = product(left) / product(rest)
  if (symbolic.length === 1 && missing === 1) return to.with(at, symbolic[0]!)
  if (symbolic.length > 0 || !Number.isInteger(missing)) {
    throw new GraphError(`Reshape of ${showShape(from)} to ${showShape(to)}`)
  }
  return to.with(at, missing)
}
