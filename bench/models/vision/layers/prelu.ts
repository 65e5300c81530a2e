import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'

/** ReLU of [B, C, H, W] with a learned slope below zero for each channel. */
export class Prelu {
  readonly #slopes: Parameter
  readonly #channels: number

  constructor(at: Scope, channels: number) {
    this.#slopes = at.parameter('weight', [channels])
    this.#channels = channels
  }

  forward(g: Graph, x: Value): Value {
    return g.one('PRelu', [x, g.reshape(g.use(this.#slopes), [this.#channels, 1, 1])], {})
  }
}
