import {
  type DataType,
  dataTypes,
  elementCount,
  floatTensor,
  type Tensor,
  tensor,
} from '../../tensor/tensor.ts'
import type { Parameter } from './module.ts'
import { type Attributes, type AttributesOf, type OpName, opTable } from './op-table.ts'
import { type Dim, GraphError, isFixed, type Shape, showShape } from './shape.ts'
import type { TensorType, Value } from './value.ts'

export interface GraphNode {
  readonly op: OpName
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes
}

export interface GraphOptions {
  /** Type in which parameters take part in the computation; stored types are cast to it. */
  readonly precision?: 'float32' | 'float16' | 'bfloat16'
  /**
   * Whether ONNX Runtime's own fused operators may stand for compositions of ONNX operators. Off, the graph holds
   * ONNX operators only.
   */
  readonly fused?: boolean
  /**
   * How 3D convolutions are computed: `direct` as ONNX's Conv, `frames` as 2D convolutions of frames with fewer
   * multiplications, `auto` as the one that suits a CPU for the layer's size.
   */
  readonly conv3d?: 'auto' | 'frames' | 'direct'
}

/** The growing list of nodes: inputs, outputs, parameters, constants, and `emit` for everything in between. */
export class Emitter {
  readonly precision: 'float32' | 'float16' | 'bfloat16'
  readonly fused: boolean
  readonly conv3d: 'auto' | 'frames' | 'direct'
  readonly nodes: GraphNode[] = []
  readonly inputs: Value[] = []
  readonly outputs: { readonly name: string; readonly value: Value }[] = []
  readonly constants = new Map<string, Tensor>()
  readonly parameters = new Map<string, { readonly parameter: Parameter; readonly value: Value }>()
  readonly #integers = new Map<string, Value>()
  readonly #numbers = new Map<string, Value>()
  /** Where the size behind a name can be read when the graph runs. */
  readonly #sizes = new Map<string, { readonly value: Value; readonly axis: number }>()
  #count = 0

  constructor({ precision = 'float32', fused = true, conv3d = 'auto' }: GraphOptions = {}) {
    this.precision = precision
    this.fused = fused
    this.conv3d = conv3d
  }

  /** An input of the graph. Names in its shape become symbolic sizes. */
  input(name: string, dtype: DataType, shape: Shape): Value {
    if (this.inputs.some((known) => known.name === name)) throw new GraphError(`Input ${name} exists`)
    const value = this.#remember({ name, dtype, shape })
    this.inputs.push(value)
    return value
  }

  output(name: string, value: Value): void {
    if (this.outputs.some((known) => known.name === name)) throw new GraphError(`Output ${name} exists`)
    this.outputs.push({ name, value })
  }

  /** The value of a parameter, in the graph's precision. */
  use(parameter: Parameter): Value {
    const known = this.parameters.get(parameter.path)
    if (known) return known.value
    const value = { name: parameter.path, dtype: this.precision, shape: parameter.shape }
    this.parameters.set(parameter.path, { parameter, value })
    return value
  }

  constant(data: Tensor): Value {
    const name = this.#name('constant')
    this.constants.set(name, data)
    return { name, dtype: data.dtype, shape: data.shape }
  }

  /** A constant list of integers: axes, sizes, pads. */
  integers(values: readonly number[]): Value {
    const key = values.join(',')
    const known = this.#integers.get(key)
    if (known) return known
    const data = BigInt64Array.from(values, (value) => BigInt(value))
    const value = { ...this.constant(tensor('int64', [values.length], data)), integers: values }
    this.#integers.set(key, value)
    return value
  }

  /** A constant scalar of the given type. */
  number(value: number, dtype: DataType = this.precision): Value {
    const key = `${dtype}:${value}`
    const known = this.#numbers.get(key)
    if (known) return known
    const scalar = this.constant(scalarTensor(value, dtype))
    this.#numbers.set(key, scalar)
    return scalar
  }

  /** Emits one node. `types` states the outputs where they do not follow from the inputs. */
  emit<K extends OpName>(
    op: K,
    inputs: readonly (Value | undefined)[],
    attributes: AttributesOf<K>,
    types?: readonly TensorType[],
  ): readonly Value[] {
    const inferred = types ?? this.#infer(op, inputs, attributes)
    const outputs = inferred.map((type) => this.#remember({ name: this.#name(op), ...type }))
    this.nodes.push({ op, inputs, outputs, attributes: attributes as Attributes })
    return outputs
  }

  /** Emits a node with one output. */
  one<K extends OpName>(
    op: K,
    inputs: readonly (Value | undefined)[],
    attributes: AttributesOf<K>,
    type?: TensorType,
  ): Value {
    return this.emit(op, inputs, attributes, type && [type])[0]!
  }

  /** A shape as a value: constant where all sizes are fixed, otherwise read from the tensors that have them. */
  shapeValue(shape: Shape): Value {
    if (isFixed(shape)) return this.integers(shape)
    const sizes = shape.map((size) => (typeof size === 'number' ? this.integers([size]) : this.#size(size)))
    return this.one('Concat', sizes, { axis: 0 })
  }

  #infer<K extends OpName>(
    op: K,
    inputs: readonly (Value | undefined)[],
    attributes: AttributesOf<K>,
  ): readonly TensorType[] {
    try {
      // the table's entries differ in attributes; `attributes` was checked against this entry's by the signature
      const infer = opTable[op].infer as (
        inputs: readonly (Value | undefined)[],
        attributes: AttributesOf<K>,
        fresh: () => string,
      ) => readonly TensorType[] | null
      const types = infer(inputs, attributes, () => this.#name('size'))
      if (types) return types
      throw new GraphError('the types of the outputs must be stated')
    } catch (error) {
      const shapes = inputs.map((input) => (input ? `${input.name} ${showShape(input.shape)}` : '—'))
      throw new GraphError(`${op}(${shapes.join(', ')}): ${(error as Error).message}`)
    }
  }

  #size(name: string): Value {
    const source = this.#sizes.get(name)
    if (!source) throw new GraphError(`Size ${name} is not an axis of any tensor`)
    return this.one('Shape', [source.value], { start: source.axis, end: source.axis + 1 })
  }

  #remember(value: Value): Value {
    value.shape.forEach((size: Dim, axis) => {
      if (typeof size === 'string' && !this.#sizes.has(size)) this.#sizes.set(size, { value, axis })
    })
    return value
  }

  #name(stem: string): string {
    this.#count += 1
    return `${stem}_${this.#count}`
  }
}

function scalarTensor(value: number, dtype: DataType): Tensor {
  if (dtype === 'bfloat16') {
    const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!
    // round to nearest, ties to even
    return tensor(dtype, [], Uint16Array.of((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16))
  }
  if (dtype === 'float16') return tensor(dtype, [], Uint16Array.of(toHalf(value)))
  if (dtype === 'int64') return tensor(dtype, [], BigInt64Array.of(BigInt(value)))
  const { array } = dataTypes[dtype]
  const data = new array(elementCount([]))
  data[0] = value
  return dtype === 'float32' ? floatTensor([], data as Float32Array) : { dtype, shape: [], data }
}

/** Number → IEEE 754 binary16 bits, rounded to nearest even. Out of range becomes infinity. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (size >= 65520) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 2 ** -24)))
  const scaled = size / 2 ** (exponent - 10)
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
  return exponent === -14 && rounded < 1024 ? sign | rounded : sign | (((exponent + 14) << 10) + rounded)
}
