// H rows, W columns
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { Prelu } from '../layers/prelu.ts'
import { resize } from './sampling.ts'

/** A 3×3 convolution and a PReLU. */
export class ConvPrelu {
  readonly #conv: Conv2d
  readonly #activation: Prelu

  constructor(at: Scope, inputs: number, outputs: number, stride = 1) {
    this.#conv = new Conv2d(at.at(0), inputs, outputs, 3, { stride })
    this.#activation = new Prelu(at.at(1), outputs)
  }

  forward(g: Graph, x: Value): Value {
    return this.#activation.forward(g, this.#conv.forward(g, x))
  }
}

/** A decoder's convolutions, which double the size: [1, inputs, H, W] → [1, outputs, 2H, 2W]. */
export class DecoderConvs {
  readonly #first: ConvPrelu
  readonly #residual: SideResidual
  readonly #up: Doubling

  constructor(at: Scope, inputs: number, width: number, outputs: number, side: number) {
    const convs = at.at('convblock')
    this.#first = new ConvPrelu(convs.at(0), inputs, width)
    this.#residual = new SideResidual(convs.at(1), width, side)
    this.#up = new Doubling(convs.at(2), width, outputs)
  }

  forward(g: Graph, x: Value): Value {
    return this.#up.forward(g, this.#residual.forward(g, this.#first.forward(g, x)))
  }
}

/** A residual block in which the last `side` channels pass two convolutions of their own (MCG-NKU/AMT, ifrnet.py). */
class SideResidual {
  readonly #sizes: readonly [number, number]
  readonly #wide: readonly [ConvPrelu, ConvPrelu]
  readonly #side: readonly [ConvPrelu, ConvPrelu]
  readonly #out: Conv2d
  readonly #activation: Prelu

  constructor(at: Scope, width: number, side: number) {
    this.#sizes = [width - side, side]
    this.#wide = [new ConvPrelu(at.at('conv1'), width, width), new ConvPrelu(at.at('conv3'), width, width)]
    this.#side = [new ConvPrelu(at.at('conv2'), side, side), new ConvPrelu(at.at('conv4'), side, side)]
    this.#out = new Conv2d(at.at('conv5'), width, width, 3)
    this.#activation = new Prelu(at.at('prelu'), width)
  }

  forward(g: Graph, x: Value): Value {
    let y = x
    for (const i of [0, 1] as const) {
      const [rest, side] = g.split(this.#wide[i].forward(g, y), this.#sizes, 1) as [Value, Value]
      y = g.concat([rest, this.#side[i].forward(g, side)], 1)
    }
    return this.#activation.forward(g, g.add(x, this.#out.forward(g, y)))
  }
}

/**
 * A transposed 4×4 convolution that doubles height and width, computed as a 3×3 convolution to four phases: ONNX Runtime's
 * own takes seven times as long for each multiplication.
 */
class Doubling {
  readonly #weight: Parameter
  readonly #bias: Parameter

  constructor(at: Scope, inputs: number, outputs: number) {
    this.#weight = at.parameter('weight', [inputs, outputs, 4, 4])
    this.#bias = at.parameter('bias', [outputs])
  }

  forward(g: Graph, x: Value): Value {
    const [inputs, outputs] = this.#weight.shape as readonly [number, number]
    const taps = phases(g, phases(g, g.use(this.#weight), 2), 3) // [inputs, outputs, 6, 6]
    const kernels = g.transpose(g.reshape(taps, [inputs, outputs, 2, 3, 2, 3]), [1, 2, 4, 0, 3, 5])
    const bias = g.reshape(g.expand(g.reshape(g.use(this.#bias), [outputs, 1]), [outputs, 4]), [4 * outputs])
    const pads = [1, 1] as const
    const out = g.conv(x, g.reshape(kernels, [4 * outputs, inputs, 3, 3]), bias, { pads: [pads, pads] })
    return g.depthToSpace(out, 2)
  }
}

/**
 * Along one axis, the four taps of a stride of 2 as two kernels of three: even places see the place before and their own,
 * odd ones their own and the place after.
 */
function phases(g: Graph, kernel: Value, axis: number): Value {
  const tap = (i: number) => g.slice(kernel, axis, i, i + 1)
  const none = g.mul(tap(0), 0)
  return g.concat([tap(3), tap(1), none, none, tap(2), tap(0)], axis)
}

// MCG-NKU/AMT, AMT-S.py, _get_updateblock, and blocks/raft.py, SmallUpdateBlock
const hidden = 76
const flowChannels = 20
const correlationChannels = 64
const motionChannels = 68
const leak = 0.1

/** Refines features and both flows by what correlations tell; works at an eighth of the frame's size. */
export class AmtUpdate {
  readonly #factor: number
  readonly #correlation: Conv2d
  readonly #flow: readonly [Conv2d, Conv2d]
  readonly #motion: Conv2d
  readonly #state: readonly [Conv2d, Conv2d]
  readonly #features: readonly [Conv2d, Conv2d]
  readonly #change: readonly [Conv2d, Conv2d]

  /** `factor` is how much larger than an eighth the features are. */
  constructor(at: Scope, channels: number, correlations: number, factor: number) {
    const pair = (name: string, inputs: number, outputs: number) =>
      [new Conv2d(at.at(name, 0), inputs, hidden, 3), new Conv2d(at.at(name, 2), hidden, outputs, 3)] as const
    this.#factor = factor
    this.#correlation = new Conv2d(at.at('convc1'), correlations, correlationChannels, 1)
    this.#flow = [
      new Conv2d(at.at('convf1'), 4, 2 * flowChannels, 7),
      new Conv2d(at.at('convf2'), 2 * flowChannels, flowChannels, 3),
    ]
    this.#motion = new Conv2d(at.at('conv'), correlationChannels + flowChannels, motionChannels, 3)
    this.#state = pair('gru', motionChannels + 4 + channels, hidden)
    this.#features = pair('feat_head', hidden, channels)
    this.#change = pair('flow_head', hidden, 4)
  }

  /** features [1, C, f·H, f·W], flows [1, 4, H, W], correlations [1, K, H, W] → changes of features and flows. */
  forward(g: Graph, features: Value, flows: Value, correlations: Value): { features: Value; flows: Value } {
    const f = this.#factor
    const scaled = (x: Value, factor: number) => (f === 1 ? x : resize(g, x, factor))
    const a = leaky(g, this.#correlation.forward(g, correlations))
    const b = leaky(g, this.#flow[1].forward(g, leaky(g, this.#flow[0].forward(g, flows))))
    const motion = leaky(g, this.#motion.forward(g, g.concat([a, b], 1)))
    const state = leakyPair(g, this.#state, g.concat([motion, flows, scaled(features, 1 / f)], 1))
    const change = scaled(leakyPair(g, this.#change, state), f)
    return { features: scaled(leakyPair(g, this.#features, state), f), flows: g.mul(change, f) }
  }
}

const leaky = (g: Graph, x: Value): Value => g.one('LeakyRelu', [x], { alpha: leak })

const leakyPair = (g: Graph, [first, second]: readonly [Conv2d, Conv2d], x: Value): Value =>
  second.forward(g, leaky(g, first.forward(g, x)))
