import { dataTypes, elementCount } from '../../tensor/tensor.ts'
import type { Emitter, GraphNode } from './emitter.ts'
import { isFixed } from './shape.ts'
import type { Value } from './value.ts'

export interface LivenessOptions {
  /** Bytes that a node needs only while it runs. */
  readonly scratchBytes?: (node: GraphNode) => number
  /**
   * Parameters that are copied anew in every run because they are stored in another type; what follows from parameters
   * alone is then computed in every run as well. By default there are none.
   */
  readonly isCopied?: (path: string) => boolean
}

/**
 * The most bytes that intermediate tensors take at one time when nodes run in order of emission and each tensor is
 * freed after its last use; inputs and outputs count, parameters and what follows from them alone do not. Null when a
 * shape is symbolic. ONNX Runtime reuses some memory in place and may order nodes otherwise, so this is an estimate.
 */
export function peakActivationBytes(
  g: Emitter,
  { scratchBytes = () => 0, isCopied }: LivenessOptions = {},
): number | null {
  const computed = isCopied ? g.nodes : nodesOnInputs(g)
  const copies = isCopied ? copiedParameters(g, isCopied) : new Map<string, Value>()
  const lastUse = new Map<string, number>()
  computed.forEach(({ inputs }, i) => {
    for (const input of inputs) if (input) lastUse.set(input.name, i)
  })
  for (const { value } of g.outputs) lastUse.set(value.name, computed.length)
  const sizes = new Map<string, number>()
  let live = 0
  let peak = 0
  const add = (value: Value): boolean => {
    if (!isFixed(value.shape)) return false
    const bytes = elementCount(value.shape) * dataTypes[value.dtype].bytes
    sizes.set(value.name, bytes)
    live += bytes
    return true
  }
  if (!g.inputs.every(add)) return null
  for (const [i, node] of computed.entries()) {
    const { op, inputs, outputs } = node
    const view = op === 'Reshape' && lastUse.get(inputs[0]!.name) === i
    if (view) live -= sizes.get(inputs[0]!.name) ?? 0
    for (const input of inputs) {
      const copy = input && copies.get(input.name)
      if (copy && !sizes.has(copy.name)) add(copy)
    }
    if (!outputs.every(add)) return null
    peak = Math.max(peak, live + scratchBytes(node))
    const freed = new Set(
      [...inputs, ...outputs].filter((value) => value !== undefined).map(({ name }) => name),
    )
    for (const name of freed) {
      if ((lastUse.get(name) ?? i) > i || (view && name === inputs[0]!.name)) continue
      live -= sizes.get(name) ?? 0
      sizes.delete(name)
    }
  }
  return peak
}

const copiedParameters = (g: Emitter, isCopied: (path: string) => boolean): Map<string, Value> =>
  new Map(
    [...g.parameters.values()]
      .filter(({ parameter }) => isCopied(parameter.path))
      .map(({ value }) => [value.name, value]),
  )

/** Nodes that depend on an input; the others are computed once, when the session is created. */
export function nodesOnInputs(g: Emitter): GraphNode[] {
  const dependent = new Set(g.inputs.map(({ name }) => name))
  return g.nodes.filter(({ inputs, outputs }) => {
    if (!inputs.some((input) => input && dependent.has(input.name))) return false
    for (const { name } of outputs) dependent.add(name)
    return true
  })
}
