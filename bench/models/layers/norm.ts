import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'

/** Layer normalisation over the last axis, with scale and bias. */
export class LayerNorm {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #epsilon: number

  constructor(at: Scope, width: number, epsilon: number) {
    this.weight = at.parameter('weight', [width])
    this.bias = at.parameter('bias', [width])
    this.#epsilon = epsilon
  }

  forward(g: Graph, x: Value): Value {
    return g.layerNorm(x, this.#epsilon, g.use(this.weight), g.use(this.bias))
  }
}

/** RMS normalisation over the last axis. The scale's name differs between networks. */
export class RmsNorm {
  readonly scale: Parameter
  readonly #epsilon: number

  constructor(at: Scope, width: number, epsilon: number, name = 'weight') {
    this.scale = at.parameter(name, [width])
    this.#epsilon = epsilon
  }

  forward(g: Graph, x: Value): Value {
    return g.rmsNorm(x, this.#epsilon, g.use(this.scale))
  }
}

/** Group normalisation over groups of channels and all positions. */
export class GroupNorm {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #groups: number
  readonly #epsilon: number

  constructor(at: Scope, groups: number, channels: number, epsilon: number) {
    this.weight = at.parameter('weight', [channels])
    this.bias = at.parameter('bias', [channels])
    this.#groups = groups
    this.#epsilon = epsilon
  }

  /** Images [B, C, H, W]. */
  forward(g: Graph, x: Value): Value {
    return g.groupNorm(x, this.#groups, this.#epsilon, g.use(this.weight), g.use(this.bias))
  }

  /** A video [T, B, C, H, W]; the statistics are over all its frames. */
  forwardVideo(g: Graph, x: Value): Value {
    return g.videoGroupNorm(x, this.#groups, this.#epsilon, g.use(this.weight), g.use(this.bias))
  }
}
