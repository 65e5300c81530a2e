import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'

// PyTorch's default for BatchNorm2d and InstanceNorm2d
const epsilon = 1e-5

/** Batch normalisation of [B, C, H, W] with the statistics of the training. */
export class BatchNorm {
  readonly #parameters: readonly Parameter[]

  constructor(at: Scope, channels: number) {
    this.#parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
      at.parameter(name, [channels]),
    )
  }

  forward(g: Graph, x: Value): Value {
    return g.one('BatchNormalization', [x, ...this.#parameters.map((parameter) => g.use(parameter))], {
      epsilon,
    })
  }
}

/** Normalises each channel of each image of [B, C, H, W]; without parameters. */
export function instanceNorm(g: Graph, x: Value): Value {
  const channels = x.shape[1] as number
  return g.one('InstanceNormalization', [x, g.ones(channels), g.zeros(channels)], { epsilon })
}
