import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'

/** RMS normalisation of a video, [T, B, C, H, W], over the channels, position by position, with scale and bias. */
export class ChannelRmsNorm {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #epsilon: number

  constructor(at: Scope, channels: number, epsilon: number) {
    this.weight = at.parameter('weight', [channels])
    this.bias = at.parameter('bias', [channels])
    this.#epsilon = epsilon
  }

  forward(g: Graph, x: Value): Value {
    return g.channelRmsNorm(x, this.#epsilon, g.use(this.weight), g.use(this.bias))
  }
}
