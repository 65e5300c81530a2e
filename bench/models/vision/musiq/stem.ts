// N patches, P patch size, C channels
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { GroupNorm } from '../../layers/norm.ts'

// chaofengc/IQA-PyTorch, musiq_arch.py: channels, groups, and eps of norms and of standardised weights
const width = 64
const groups = 32
const stemEpsilon = 1e-6
const blockEpsilon = 1e-4
const weightEpsilon = 1e-5
export const stemChannels = 4 * width

/** MUSIQ's residual stem: patches [N, 3, P, P] → [N, 256, P/4, P/4]. */
export class MusiqStem {
  readonly #root: StandardisedConv
  readonly #rootNorm: GroupNorm
  readonly #convs: readonly { readonly conv: StandardisedConv; readonly norm: GroupNorm }[]
  readonly #shortcut: { readonly conv: StandardisedConv; readonly norm: GroupNorm }

  constructor(root: Scope) {
    const block = root.at('block1')
    const layer = (suffix: string, inputs: number, outputs: number, kernel: number) => ({
      conv: new StandardisedConv(block.at(`conv${suffix}`), inputs, outputs, kernel, 1),
      norm: new GroupNorm(
        block.at(suffix === '_proj' ? 'gn_proj' : `gn${suffix}`),
        groups,
        outputs,
        blockEpsilon,
      ),
    })
    this.#root = new StandardisedConv(root.at('conv_root'), 3, width, 7, 2)
    this.#rootNorm = new GroupNorm(root.at('gn_root'), groups, width, stemEpsilon)
    this.#convs = [
      layer('1', width, width, 1),
      layer('2', width, width, 3),
      layer('3', width, stemChannels, 1),
    ]
    this.#shortcut = layer('_proj', width, stemChannels, 1)
  }

  forward(g: Graph, patches: Value): Value {
    const first = g.unary('Relu', this.#rootNorm.forward(g, this.#root.forward(g, patches)))
    const [top, bottom] = samePadding(first.shape[2] as number, 3, 2)
    const pads = [top, top, bottom, bottom]
    const pooled = g.one('MaxPool', [first], { kernel_shape: [3, 3], strides: [2, 2], pads })
    const [a, b, c] = this.#convs.map(
      ({ conv, norm }) =>
        (x: Value) =>
          norm.forward(g, conv.forward(g, x)),
    )
    const deep = c!(g.unary('Relu', b!(g.unary('Relu', a!(pooled)))))
    const past = this.#shortcut.norm.forward(g, this.#shortcut.conv.forward(g, pooled))
    return g.unary('Relu', g.add(deep, past))
  }
}

/** A convolution whose kernels are brought to mean 0 and deviation 1, with TensorFlow's "same" padding; no bias. */
class StandardisedConv {
  readonly #weight: Parameter
  readonly #kernel: number
  readonly #stride: number

  constructor(at: Scope, inputs: number, outputs: number, kernel: number, stride: number) {
    this.#weight = at.parameter('weight', [outputs, inputs, kernel, kernel])
    this.#kernel = kernel
    this.#stride = stride
  }

  forward(g: Graph, x: Value): Value {
    const pads = samePadding(x.shape[2] as number, this.#kernel, this.#stride)
    return g.conv(x, this.#standardised(g), undefined, {
      strides: [this.#stride, this.#stride],
      pads: [pads, pads],
    })
  }

  #standardised(g: Graph): Value {
    const weight = g.use(this.#weight)
    const [, inputs, rows, columns] = this.#weight.shape as readonly [number, number, number, number]
    const centred = g.sub(weight, g.mean(weight, [1, 2, 3]))
    // the deviation is the unbiased one
    const squares = g.sum(g.mul(centred, centred), [1, 2, 3])
    const deviation = g.unary('Sqrt', g.div(squares, inputs * rows * columns - 1))
    return g.div(centred, g.add(deviation, weightEpsilon))
  }
}

/** Padding of a square of a size so that ceil(size / stride) places come out, the larger part after. */
function samePadding(size: number, kernel: number, stride: number): readonly [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0)
  return [Math.floor(total / 2), total - Math.floor(total / 2)]
}
