import type { DataType } from '../../tensor/tensor.ts'
import { concatType, convType, matMulType, sliceType, swapLast, withAxis } from './op-types.ts'
import { broadcast, type Dim, GraphError, normalAxis, showShape } from './shape.ts'
import type { TensorType, Value } from './value.ts'

type AttributeKind = 'int' | 'ints' | 'float' | 'string'
type AttributeValue<K> = K extends 'ints' ? readonly number[] : K extends 'string' ? string : number
type AttributeSpec = Readonly<Record<string, AttributeKind>>
type AttributesOfSpec<S> = { readonly [K in keyof S]?: AttributeValue<S[K]> }

/** What the builder knows of an operator: its attributes' kinds and the type of its outputs. */
interface OpRule<S extends AttributeSpec> {
  /** Operator set; ONNX's own when absent. */
  readonly domain?: 'com.microsoft'
  readonly attributes: S
  /**
   * Types of the outputs. `fresh` names a size that is computed only when the graph runs. Returns null where the
   * types follow from a tensor whose contents are unknown: the caller must state them.
   */
  infer(
    inputs: readonly Value[],
    attributes: AttributesOfSpec<S>,
    fresh: () => string,
  ): readonly TensorType[] | null
}

const rule = <const S extends AttributeSpec>(entry: OpRule<S>): OpRule<S> => entry

const first = (inputs: readonly Value[]): Value => inputs[0]!
const same = (inputs: readonly Value[]): TensorType[] => [{ ...typeOf(first(inputs)) }]
const typeOf = ({ dtype, shape }: Value): TensorType => ({ dtype, shape })

const unary = rule({ attributes: {}, infer: same })
const binary = rule({
  attributes: {},
  infer: ([a, b]) => {
    if (a!.dtype !== b!.dtype) throw new GraphError(`Expected equal types, got ${a!.dtype} and ${b!.dtype}`)
    return [{ dtype: a!.dtype, shape: broadcast(a!.shape, b!.shape) }]
  },
})
const comparison = rule({
  attributes: {},
  infer: ([a, b]) => [{ dtype: 'bool', shape: broadcast(a!.shape, b!.shape) }],
})
const reduction = rule({
  attributes: { keepdims: 'int' },
  infer: ([x, axes], { keepdims = 1 }) => {
    if (!axes?.integers) return null
    const reduced = new Set(axes.integers.map((axis) => normalAxis(axis, x!.shape.length)))
    const shape = x!.shape.flatMap((size, i) => (reduced.has(i) ? (keepdims ? [1] : []) : [size]))
    return [{ dtype: x!.dtype, shape }]
  },
})

const pool = rule({
  attributes: { kernel_shape: 'ints', pads: 'ints', strides: 'ints' },
  infer: ([x], { kernel_shape = [], pads = [], strides = [] }) => {
    const sizes = x!.shape.slice(2).map((size, i): Dim => {
      if (typeof size === 'string') throw new GraphError('expected fixed sizes')
      const padding = (pads[i] ?? 0) + (pads[i + x!.shape.length - 2] ?? 0)
      return Math.floor((size + padding - kernel_shape[i]!) / (strides[i] ?? 1)) + 1
    })
    return [{ dtype: x!.dtype, shape: [x!.shape[0]!, x!.shape[1]!, ...sizes] }]
  },
})

/**
 * Every operator that a graph may hold, by its ONNX name. To add one: an entry here and, where it is used by
 * networks directly, a method of Graph.
 */
export const opTable = {
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  Pow: binary,
  Max: binary,
  Min: binary,
  Less: comparison,
  LessOrEqual: comparison,
  Equal: comparison,
  Not: unary,
  Neg: unary,
  Abs: unary,
  Exp: unary,
  Log: unary,
  Sqrt: unary,
  Reciprocal: unary,
  Cos: unary,
  Sin: unary,
  Tanh: unary,
  Sigmoid: unary,
  Relu: unary,
  Floor: unary,
  Erf: unary,
  Clip: rule({ attributes: {}, infer: same }),
  Gelu: rule({ attributes: { approximate: 'string' }, infer: same }),
  Softmax: rule({ attributes: { axis: 'int' }, infer: same }),
  LayerNormalization: rule({ attributes: { axis: 'int', epsilon: 'float' }, infer: same }),
  /** RMS normalisation: x / sqrt(mean(x²) + epsilon) · scale. ONNX Runtime registers it in ONNX's own domain. */
  SimplifiedLayerNormalization: rule({ attributes: { axis: 'int', epsilon: 'float' }, infer: same }),
  InstanceNormalization: rule({ attributes: { epsilon: 'float' }, infer: same }),
  ReduceMean: reduction,
  ReduceSum: reduction,
  MatMul: rule({ attributes: {}, infer: ([a, b]) => [matMulType(a!, b!)] }),
  Gemm: rule({
    attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
    infer: ([a, b], { transA = 0, transB = 0 }) => [
      matMulType(transA ? swapLast(a!) : a!, transB ? swapLast(b!) : b!),
    ],
  }),
  Conv: rule({
    attributes: {
      group: 'int',
      kernel_shape: 'ints',
      pads: 'ints',
      strides: 'ints',
      dilations: 'ints',
    },
    infer: (inputs, attributes, fresh) => [convType(first(inputs), inputs[1]!, attributes, fresh)],
  }),
  ConvTranspose: rule({
    attributes: { kernel_shape: 'ints', pads: 'ints', strides: 'ints' },
    infer: ([x, weight], { pads = [], strides = [] }) => {
      const sizes = x!.shape.slice(2).map((size, i): Dim => {
        if (typeof size === 'string') throw new GraphError('expected fixed sizes')
        const kernel = weight!.shape[i + 2] as number
        return (size - 1) * (strides[i] ?? 1) + kernel - (pads[i] ?? 0) - (pads[i + x!.shape.length - 2] ?? 0)
      })
      return [{ dtype: x!.dtype, shape: [x!.shape[0]!, weight!.shape[1]!, ...sizes] }]
    },
  }),
  MaxPool: pool,
  AveragePool: pool,
  BatchNormalization: rule({ attributes: { epsilon: 'float' }, infer: same }),
  LeakyRelu: rule({ attributes: { alpha: 'float' }, infer: same }),
  PRelu: unary,
  /** Samples [B, C, H, W] at the places of a grid [B, h, w, 2], (x, y) from -1 to 1 → [B, C, h, w]. */
  GridSample: rule({
    attributes: { mode: 'string', padding_mode: 'string', align_corners: 'int' },
    infer: ([x, grid]) => [
      { dtype: x!.dtype, shape: [x!.shape[0]!, x!.shape[1]!, grid!.shape[1]!, grid!.shape[2]!] },
    ],
  }),
  /** Samples [B, C, H, W] within boxes [N, 4], each of the image that images [N] names → [N, C, height, width]. */
  RoiAlign: rule({
    attributes: {
      coordinate_transformation_mode: 'string',
      mode: 'string',
      output_height: 'int',
      output_width: 'int',
      sampling_ratio: 'int',
      spatial_scale: 'float',
    },
    infer: ([x, boxes], { output_height = 1, output_width = 1 }) => [
      { dtype: x!.dtype, shape: [boxes!.shape[0]!, x!.shape[1]!, output_height, output_width] },
    ],
  }),
  Resize: rule({
    attributes: { mode: 'string', nearest_mode: 'string', coordinate_transformation_mode: 'string' },
    infer: () => null,
  }),
  DepthToSpace: rule({
    attributes: { blocksize: 'int', mode: 'string' },
    infer: ([x], { blocksize = 1 }) => {
      const [batch, channels, height, width] = x!.shape as [Dim, number, number, number]
      const shape = [batch, channels / blocksize ** 2, height * blocksize, width * blocksize]
      return [{ dtype: x!.dtype, shape }]
    },
  }),
  Concat: rule({
    attributes: { axis: 'int' },
    infer: (inputs, { axis = 0 }, fresh) => [concatType(inputs, axis, fresh)],
  }),
  Split: rule({
    attributes: { axis: 'int' },
    infer: ([x, sizes], { axis = 0 }) => {
      if (!sizes?.integers) return null
      return sizes.integers.map((size) => ({ dtype: x!.dtype, shape: withAxis(x!.shape, axis, size) }))
    },
  }),
  Slice: rule({ attributes: {}, infer: (inputs, _attributes, fresh) => sliceType(inputs, fresh) }),
  Pad: rule({
    attributes: { mode: 'string' },
    infer: ([x, pads], _attributes, fresh) => {
      if (!pads?.integers) return null
      const rank = x!.shape.length
      const shape = x!.shape.map((size, i) => {
        const added = pads.integers![i]! + pads.integers![i + rank]!
        return added === 0 ? size : typeof size === 'number' ? size + added : fresh()
      })
      return [{ dtype: x!.dtype, shape }]
    },
  }),
  Reshape: rule({
    attributes: {},
    infer: ([x, shape]) =>
      shape?.integers?.every((size) => size > 0) ? [{ dtype: x!.dtype, shape: shape.integers }] : null,
  }),
  Expand: rule({
    attributes: {},
    infer: ([x, shape]) =>
      shape?.integers ? [{ dtype: x!.dtype, shape: broadcast(x!.shape, shape.integers) }] : null,
  }),
  Transpose: rule({
    attributes: { perm: 'ints' },
    infer: ([x], { perm = [] }) => {
      if (perm.length !== x!.shape.length) {
        throw new GraphError(`Transpose of ${showShape(x!.shape)}: got ${perm.length} axes`)
      }
      return [{ dtype: x!.dtype, shape: perm.map((axis) => x!.shape[normalAxis(axis, perm.length)]!) }]
    },
  }),
  Gather: rule({
    attributes: { axis: 'int' },
    infer: ([x, indices], { axis = 0 }) => {
      const at = normalAxis(axis, x!.shape.length)
      const shape = [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)]
      return [{ dtype: x!.dtype, shape }]
    },
  }),
  GatherND: rule({ attributes: { batch_dims: 'int' }, infer: () => null }),
  ArgMax: rule({
    attributes: { axis: 'int', keepdims: 'int', select_last_index: 'int' },
    infer: ([x], { axis = 0, keepdims = 1 }) => {
      const at = normalAxis(axis, x!.shape.length)
      const shape = x!.shape.flatMap((size, i) => (i === at ? (keepdims ? [1] : []) : [size]))
      return [{ dtype: 'int64', shape }]
    },
  }),
  Where: rule({
    attributes: {},
    infer: ([condition, a, b]) => [
      { dtype: a!.dtype, shape: broadcast(condition!.shape, broadcast(a!.shape, b!.shape)) },
    ],
  }),
  Shape: rule({
    attributes: { start: 'int', end: 'int' },
    infer: ([x], { start = 0, end = x!.shape.length }) => [{ dtype: 'int64', shape: [end - start] }],
  }),
  Cast: rule({
    attributes: { to: 'int' },
    infer: ([x], { to }) => [{ dtype: typeOfCode(to!), shape: x!.shape }],
  }),
  /** x · sigmoid(alpha · x). */
  QuickGelu: rule({ domain: 'com.microsoft', attributes: { alpha: 'float' }, infer: same }),
  /** Softmax(Q Kᵀ · scale) V over heads; Q, K and V are [B, L, heads·D]. */
  MultiHeadAttention: rule({
    domain: 'com.microsoft',
    attributes: { num_heads: 'int', scale: 'float' },
    infer: ([q, , v]) => [{ dtype: q!.dtype, shape: [q!.shape[0]!, q!.shape[1]!, v!.shape[2]!] }],
  }),
} as const

export type OpName = keyof typeof opTable
export type AttributesOf<K extends OpName> = AttributesOfSpec<(typeof opTable)[K]['attributes']>
export type Attributes = Readonly<Record<string, number | string | readonly number[] | undefined>>

/** Codes of ONNX's TensorProto.DataType. */
export const dataTypeCodes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const satisfies Record<DataType, number>

function typeOfCode(code: number): DataType {
  const found = Object.entries(dataTypeCodes).find(([, known]) => known === code)
  if (!found) throw new GraphError(`Cast to unknown type ${code}`)
  return found[0] as DataType
}
