import type { Emitter, GraphNode } from '../onnx/graph/emitter.ts'
import type { OpName } from '../onnx/graph/op-table.ts'
import { GraphError, isFixed, showShape } from '../onnx/graph/shape.ts'
import type { Value } from '../onnx/graph/value.ts'
import { elementCount } from '../tensor/tensor.ts'

/** Work of products: matrix products, convolutions and attention. */
export interface ProductCount {
  /** Floating-point operations; a multiplication and the addition after it are two. */
  readonly flops: number
  /** Numbers moved: operands read once and results written once, as if all else were fused into the products. */
  readonly values: number
}

/** One counted node of a graph. */
export interface NodeCount extends ProductCount {
  /** Place in the graph's list of nodes. */
  readonly index: number
  readonly op: OpName
}

/** What the counts leave out: named wherever they are shown. */
export const notCounted =
  'elementwise operations, biases, normalisation, softmax, rotary embedding, pooling, lookups and data movement'

/**
 * The products of a graph, except those of weights with weights: they are computed once, when a network is loaded.
 * Throws GraphError where a size is symbolic.
 */
export function countNodes(g: Emitter): readonly NodeCount[] {
  const fed = new Set(g.inputs.map(({ name }) => name))
  return g.nodes.flatMap((node, index) => {
    if (!node.inputs.some((input) => input && fed.has(input.name))) return []
    for (const { name } of node.outputs) fed.add(name)
    const count = products[node.op]
    if (!count) return []
    return [{ index, op: node.op, flops: count(node), values: valuesOf(node) }]
  })
}

export const sumCounts = (counts: readonly ProductCount[]): ProductCount => ({
  flops: counts.reduce((sum, { flops }) => sum + flops, 0),
  values: counts.reduce((sum, { values }) => sum + values, 0),
})

export const scaleCount = ({ flops, values }: ProductCount, times: number): ProductCount => ({
  flops: flops * times,
  values: values * times,
})

const products: { readonly [K in OpName]?: (node: GraphNode) => number } = {
  MatMul: (node) => 2 * elements(output(node)) * sizeOf(input(node, 0), -1),
  Gemm: (node) => 2 * elements(output(node)) * sizeOf(input(node, 0), node.attributes.transA ? 0 : -1),
  // weight is [O, C / groups, ...kernel]; positions in the padding count as computed
  Conv: (node) => 2 * elements(output(node)) * (elements(input(node, 1)) / sizeOf(input(node, 1), 0)),
  // scores [Lq, Lk] from the width of q and k, then the mix of values, as wide as v
  MultiHeadAttention: (node) => {
    const [q, k, v] = [input(node, 0), input(node, 1), input(node, 2)]
    return 2 * elements(q) * sizeOf(k, 1) + (2 * sizeOf(q, 0) * sizeOf(q, 1) * elements(v)) / sizeOf(v, 0)
  },
}

const input = (node: GraphNode, at: number): Value => node.inputs[at]!
const output = (node: GraphNode): Value => node.outputs[0]!

const valuesOf = ({ inputs, outputs }: GraphNode): number =>
  [...inputs, ...outputs].reduce((sum, value) => sum + (value ? elements(value) : 0), 0)

function elements(value: Value): number {
  if (!isFixed(value.shape)) throw symbolic(value)
  return elementCount(value.shape)
}

function sizeOf(value: Value, axis: number): number {
  const size = value.shape.at(axis)
  if (typeof size !== 'number') throw symbolic(value)
  return size
}

const symbolic = ({ name, shape }: Value) =>
  new GraphError(`FLOPs of ${name} ${showShape(shape)}: expected fixed sizes`)
