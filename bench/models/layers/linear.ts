import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'

/** y = x Wᵀ + b over the last axis. */
export class Linear {
  readonly weight: Parameter
  readonly bias: Parameter | undefined

  constructor(at: Scope, inputs: number, outputs: number, bias = true) {
    this.weight = at.parameter('weight', [outputs, inputs])
    this.bias = bias ? at.parameter('bias', [outputs]) : undefined
  }

  forward(g: Graph, x: Value): Value {
    return g.linear(x, g.use(this.weight), this.bias && g.use(this.bias))
  }
}
