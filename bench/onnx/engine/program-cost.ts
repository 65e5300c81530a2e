import { type DataType, dataTypes, elementCount } from '../../tensor/tensor.ts'
import type { GraphNode } from '../graph/emitter.ts'
import { Graph } from '../graph/graph.ts'
import { nodesOnInputs, peakActivationBytes } from '../graph/liveness.ts'
import type { Program } from '../graph/program.ts'
import type { Value } from '../graph/value.ts'
import { defaultPlace } from './place.ts'

/** What one program of a network takes, computed from the shapes in its graph. Bytes, and floating-point operations. */
export interface ProgramCost {
  readonly name: string
  /** Parameters as they are stored. */
  readonly storedBytes: number
  /** Weights in memory of the session's own: what the run takes of parameters, and of what follows from them alone. */
  readonly ownBytes: number
  /** Weights used where they lie in the file, 0 for a session that keeps its own. */
  readonly mappedBytes: number
  /** Most memory of intermediate tensors, inputs, outputs, and of weights widened while they are used. */
  readonly activationBytes: number
  /** Of matrix products, attention and convolutions: two for each multiplication and addition. */
  readonly operations: number
  readonly outputs: Readonly<Record<string, Value>>
}

export interface CostOptions {
  /** Whether weights are mapped for one run only. */
  readonly streams: boolean
  readonly provider: string
  readonly typeOf: (path: string) => DataType
}

/** Builds a program's graph, without weights, and adds up what it takes. The graph is the one that would run. */
export function programCost(program: Program, { streams, provider, typeOf }: CostOptions): ProgramCost {
  const g = new Graph({ conv3d: provider === 'cpu' ? 'auto' : 'direct' })
  program.build(g)
  const parameters = [...g.parameters.values()].map(({ parameter }) => parameter)
  const storedBytes = sum(
    parameters.map(({ path, shape }) => elementCount(shape) * dataTypes[typeOf(path)].bytes),
  )
  const mapped = streams || defaultPlace(g) === 'mapped'
  const isCopied = (path: string) => typeOf(path) !== g.precision
  const copies = mapped && parameters.some(({ path }) => isCopied(path))
  const activationBytes = peakActivationBytes(g, { scratchBytes, ...(copies ? { isCopied } : {}) })
  return {
    name: program.name,
    storedBytes,
    ownBytes: copies ? 0 : mapped ? foldedBytes(g, false) : foldedBytes(g, true),
    mappedBytes: mapped ? storedBytes : 0,
    activationBytes: activationBytes!,
    operations: sum(g.nodes.map(operations)),
    outputs: Object.fromEntries(g.outputs.map(({ name, value }) => [name, value])),
  }
}

/** Values that nodes on the inputs take from parameters, and from nodes on parameters alone, which run once. */
function foldedBytes(g: Graph, withParameters: boolean): number {
  const running = nodesOnInputs(g)
  const made = new Set([...g.inputs, ...running.flatMap(({ outputs }) => outputs)].map(({ name }) => name))
  const taken = new Map<string, Value>()
  for (const { inputs } of running) {
    for (const input of inputs) if (input && !made.has(input.name)) taken.set(input.name, input)
  }
  return sum([...taken.values()].filter(({ name }) => withParameters || !g.parameters.has(name)).map(bytesOf))
}

const bytesOf = ({ shape, dtype }: Value) => elementCount(shape as number[]) * dataTypes[dtype].bytes

/**
 * ONNX Runtime's attention on a CPU lays queries, keys and values out by head; with a mask it holds all scores as well
 * (onnxruntime, contrib_ops/cpu/bert/multihead_attention.cc and attention_cpu_base.h).
 */
function scratchBytes({ op, inputs, attributes }: GraphNode): number {
  if (op !== 'MultiHeadAttention') return 0
  const [q, k, v] = inputs as [Value, Value, Value]
  const [batch, rows] = q.shape as [number, number]
  const scores = inputs[5] ? batch * (attributes.num_heads as number) * rows * (k.shape[1] as number) * 4 : 0
  return bytesOf(q) + bytesOf(k) + bytesOf(v) + scores
}

function operations({ op, inputs, outputs }: GraphNode): number {
  const made = () => elementCount(outputs[0]!.shape as number[])
  const size = (index: number, axis: number) => inputs[index]!.shape.at(axis) as number
  if (op === 'Gemm' || op === 'MatMul') return 2 * made() * size(0, -1)
  if (op === 'Conv') return 2 * made() * elementCount((inputs[1]!.shape as number[]).slice(1))
  if (op === 'MultiHeadAttention') return 4 * made() * size(1, 1)
  return 0
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
