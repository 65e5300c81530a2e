import proto from 'onnx-proto'
import type { DataType, Tensor } from '../../tensor/tensor.ts'
import type { GraphNode } from './emitter.ts'
import type { Graph } from './graph.ts'
import { dataTypeCodes, type OpName, opTable } from './op-table.ts'
import { GraphError, type Shape } from './shape.ts'
import type { Value } from './value.ts'

const { ModelProto, AttributeProto, TensorProto } = proto.onnx

/** ONNX 1.16: the newest operator set whose kernels all providers of ONNX Runtime 1.30 have. */
const opset = 21
/** The file format that goes with operator set 21 (onnx/onnx, docs/Versioning.md). */
const irVersion = 10

/** Where the bytes of a stored tensor lie: a file of the session's weight folder and a range in it. */
export interface ExternalRange {
  readonly dtype: DataType
  /** File name inside the weight folder. */
  readonly location: string
  readonly offsetBytes: number
  readonly lengthBytes: number
}

/** Ranges that follow each other along the first axis, each with its own shape. */
export interface JoinedRanges {
  readonly dtype: DataType
  readonly pieces: readonly (ExternalRange & { readonly shape: readonly number[] })[]
}

/**
 * A parameter's bytes: in a file, in pieces of files, or in memory where no file holds them as contiguous ranges. All
 * pieces of a parameter are of one type.
 */
export type Located = ExternalRange | JoinedRanges | Tensor

/**
 * The graph as a serialised ONNX ModelProto. Parameters become initializers that point into their checkpoint files;
 * those stored in another type than the graph's precision are cast when the graph runs.
 */
export function encodeModel(graph: Graph, locate: (path: string) => Located): Uint8Array {
  const initializers = [...graph.constants].map(([name, data]) => constantProto(name, data))
  const prepared: proto.onnx.INodeProto[] = []
  for (const { parameter, value } of graph.parameters.values()) {
    const stored = locate(parameter.path)
    const direct = stored.dtype === value.dtype
    const name = direct ? value.name : `${value.name}:stored`
    if ('pieces' in stored) {
      const pieces = stored.pieces.map((piece, i) => externalProto(`${name}:${i}`, piece.shape, piece))
      initializers.push(...pieces)
      prepared.push(joinProto(pieces, name))
    } else if ('data' in stored) {
      initializers.push(constantProto(name, stored))
    } else {
      initializers.push(externalProto(name, parameter.shape, stored))
    }
    if (!direct) prepared.push(castProto(name, value))
  }
  const model = {
    irVersion,
    producerName: 'opensora-bench',
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'network',
      node: [...prepared, ...graph.nodes.map(nodeProto), ...graph.outputs.map(outputProto)],
      input: graph.inputs.map(infoProto),
      output: graph.outputs.map(({ name, value }) => infoProto({ ...value, name })),
      initializer: initializers,
    },
  }
  return ModelProto.encode(model).finish()
}

function nodeProto({ op, inputs, outputs, attributes }: GraphNode, index: number): proto.onnx.INodeProto {
  const { domain = '', attributes: kinds } = opTable[op] as (typeof opTable)[OpName] & { domain?: string }
  const last = inputs.findLastIndex((input) => input !== undefined)
  const attribute = Object.entries(attributes).flatMap(([name, value]) => {
    const kind = (kinds as Record<string, string>)[name]
    return value === undefined ? [] : [attributeProto(op, name, kind, value)]
  })
  return {
    name: `${index}_${op}`,
    opType: op,
    domain,
    input: inputs.slice(0, last + 1).map((input) => input?.name ?? ''),
    output: outputs.map((output) => output.name),
    attribute,
  }
}

function attributeProto(
  op: string,
  name: string,
  kind: string | undefined,
  value: number | string | readonly number[],
): proto.onnx.IAttributeProto {
  const { AttributeType } = AttributeProto
  if (kind === 'int') return { name, type: AttributeType.INT, i: value as number }
  if (kind === 'ints') return { name, type: AttributeType.INTS, ints: [...(value as readonly number[])] }
  if (kind === 'float') return { name, type: AttributeType.FLOAT, f: value as number }
  if (kind === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value as string) }
  throw new GraphError(`${op} has no attribute ${name}`)
}

const castProto = (from: string, to: Value): proto.onnx.INodeProto => ({
  name: `${to.name}:cast`,
  opType: 'Cast',
  input: [from],
  output: [to.name],
  attribute: [attributeProto('Cast', 'to', 'int', dataTypeCodes[to.dtype])],
})

const joinProto = (pieces: readonly proto.onnx.ITensorProto[], to: string): proto.onnx.INodeProto => ({
  name: `${to}:join`,
  opType: 'Concat',
  input: pieces.map(({ name }) => name as string),
  output: [to],
  attribute: [attributeProto('Concat', 'axis', 'int', 0)],
})

const outputProto = ({ name, value }: { name: string; value: Value }): proto.onnx.INodeProto => ({
  name: `${name}:output`,
  opType: 'Identity',
  input: [value.name],
  output: [name],
})

const infoProto = ({ name, dtype, shape }: Value): proto.onnx.IValueInfoProto => ({
  name,
  type: { tensorType: { elemType: dataTypeCodes[dtype], shape: { dim: dimsProto(shape) } } },
})

const dimsProto = (shape: Shape): proto.onnx.TensorShapeProto.IDimension[] =>
  shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))

const constantProto = (name: string, { dtype, shape, data }: Tensor): proto.onnx.ITensorProto => ({
  name,
  dataType: dataTypeCodes[dtype],
  dims: [...shape],
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
})

const externalProto = (
  name: string,
  shape: readonly number[],
  stored: ExternalRange,
): proto.onnx.ITensorProto => ({
  name,
  dataType: dataTypeCodes[stored.dtype],
  dims: [...shape],
  dataLocation: TensorProto.DataLocation.EXTERNAL,
  externalData: [
    { key: 'location', value: stored.location },
    { key: 'offset', value: String(stored.offsetBytes) },
    { key: 'length', value: String(stored.lengthBytes) },
  ],
})
