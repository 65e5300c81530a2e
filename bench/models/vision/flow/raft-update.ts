// H×W places at an eighth of the frame's size
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'

// princeton-vl/RAFT, update.py, BasicUpdateBlock
export const raftHidden = 128
const motionChannels = 128
const flowFactor = 8
const maskScale = 0.25
const neighbours = 9

/** RAFT's recurrent step: state, context, correlations and flow → the next state and the flow's change. */
export class RaftUpdate {
  readonly #motion: MotionEncoder
  readonly #gates: readonly Gate[]
  readonly #flow: readonly [Conv2d, Conv2d]
  readonly #mask: readonly [Conv2d, Conv2d]

  constructor(at: Scope, correlations: number) {
    this.#motion = new MotionEncoder(at.at('encoder'), correlations)
    this.#gates = [new Gate(at.at('gru'), 1, [1, 5]), new Gate(at.at('gru'), 2, [5, 1])]
    const flow = at.at('flow_head')
    this.#flow = [new Conv2d(flow.at('conv1'), raftHidden, 256, 3), new Conv2d(flow.at('conv2'), 256, 2, 3)]
    const mask = at.at('mask')
    this.#mask = [
      new Conv2d(mask.at(0), raftHidden, 256, 3),
      new Conv2d(mask.at(2), 256, neighbours * flowFactor ** 2, 1),
    ]
  }

  /** What the context [1, 128, H, W] adds in every step: computed once, it saves a fifth of a step. */
  prepare(g: Graph, context: Value): readonly GateParts[] {
    return this.#gates.map((gate) => gate.prepare(g, context))
  }

  /** state [1, 128, H, W], correlations [1, K, H, W], flow [1, 2, H, W] → state and change of the flow. */
  step(
    g: Graph,
    state: Value,
    context: readonly GateParts[],
    correlations: Value,
    flow: Value,
  ): { state: Value; change: Value } {
    const motion = this.#motion.forward(g, flow, correlations)
    const next = this.#gates.reduce((hidden, gate, i) => gate.forward(g, hidden, motion, context[i]!), state)
    return { state: next, change: twoConvs(g, this.#flow, next) }
  }

  /** The flow [1, 2, H, W] at the frame's size [1, 2, 8H, 8W]: convex combinations of 3×3 neighbours. */
  upsample(g: Graph, state: Value, flow: Value): Value {
    const [, , rows, columns] = flow.shape as readonly [number, number, number, number]
    const square = flowFactor ** 2
    const mask = g.mul(twoConvs(g, this.#mask, state), maskScale)
    const weights = g.softmax(g.reshape(mask, [1, neighbours, square, rows, columns]), 1)
    const around = g.reshape(neighbourhood(g, g.mul(flow, flowFactor)), [2, neighbours, 1, rows, columns])
    const mixed = g.squeeze(g.sum(g.mul(weights, around), [1]), 1) // [2, 64, H, W]
    return g.depthToSpace(g.reshape(mixed, [1, 2 * square, rows, columns]), flowFactor)
  }
}

/** 3×3 neighbours of each place of [1, 2, H, W], row by row, zeros outside: [2, 9, H, W]. */
function neighbourhood(g: Graph, x: Value): Value {
  const [, channels, rows, columns] = x.shape as readonly [number, number, number, number]
  const padded = g.pad(
    x,
    [
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 1],
    ],
    'constant',
  )
  const shifted = Array.from({ length: neighbours }, (_, i) => {
    const [top, left] = [Math.floor(i / 3), i % 3]
    const part = g.slice(g.slice(padded, 2, top, top + rows), 3, left, left + columns)
    return g.reshape(part, [channels, 1, rows, columns])
  })
  return g.concat(shifted, 1)
}

class MotionEncoder {
  readonly #correlations: readonly [Conv2d, Conv2d]
  readonly #flow: readonly [Conv2d, Conv2d]
  readonly #out: Conv2d

  constructor(at: Scope, correlations: number) {
    this.#correlations = [
      new Conv2d(at.at('convc1'), correlations, 256, 1),
      new Conv2d(at.at('convc2'), 256, 192, 3),
    ]
    this.#flow = [new Conv2d(at.at('convf1'), 2, 128, 7), new Conv2d(at.at('convf2'), 128, 64, 3)]
    this.#out = new Conv2d(at.at('conv'), 192 + 64, motionChannels - 2, 3)
  }

  /** [1, 2, H, W] and [1, K, H, W] → [1, 128, H, W], the flow itself last. */
  forward(g: Graph, flow: Value, correlations: Value): Value {
    const [a, b] = [twoConvs(g, this.#correlations, correlations), twoConvs(g, this.#flow, flow)]
    const both = g.concat([g.unary('Relu', a), g.unary('Relu', b)], 1)
    return g.concat([g.unary('Relu', this.#out.forward(g, both)), flow], 1)
  }
}

/** What a gate needs in every step: the context's part of its sums, and the kernels of the other inputs. */
interface GateParts {
  /** Of update and reset, [1, 256, H, W]; of the candidate, [1, 128, H, W]. */
  readonly sums: readonly [Value, Value]
  /** [256, 256, …] and [128, 256, …]. */
  readonly kernels: readonly [Value, Value]
}

/**
 * A gated recurrent unit whose convolutions run along one axis. A convolution of joined inputs is the sum of those of its
 * parts, and update and reset gate see the same inputs: so the context's part stands apart, and the two are one.
 */
class Gate {
  readonly #update: Conv2d
  readonly #reset: Conv2d
  readonly #candidate: Conv2d
  readonly #pads: readonly (readonly [number, number])[]

  constructor(at: Scope, index: number, kernel: readonly [number, number]) {
    const inputs = 2 * raftHidden + motionChannels
    const conv = (name: string) => new Conv2d(at.at(`conv${name}${index}`), inputs, raftHidden, kernel)
    this.#update = conv('z')
    this.#reset = conv('r')
    this.#candidate = conv('q')
    this.#pads = kernel.map((size) => [Math.floor(size / 2), Math.floor(size / 2)] as const)
  }

  prepare(g: Graph, context: Value): GateParts {
    const both = [this.#update, this.#reset]
    const rows = (values: readonly Value[]) => g.concat(values, 0)
    const sum = (kernel: Value, bias: Value) => g.conv(context, kernel, bias, { pads: this.#pads })
    const gateKernel = rows(both.map((conv) => contextPart(g, conv)))
    const gateBias = rows(both.map(({ bias }) => g.use(bias)))
    return {
      sums: [sum(gateKernel, gateBias), sum(contextPart(g, this.#candidate), g.use(this.#candidate.bias))],
      kernels: [rows(both.map((conv) => otherParts(g, conv))), otherParts(g, this.#candidate)],
    }
  }

  forward(g: Graph, hidden: Value, motion: Value, { sums, kernels }: GateParts): Value {
    const conv = (x: Value, i: 0 | 1) =>
      g.add(g.conv(g.concat([x, motion], 1), kernels[i], undefined, { pads: this.#pads }), sums[i])
    const [z, r] = g.split(g.unary('Sigmoid', conv(hidden, 0)), [raftHidden, raftHidden], 1) as [Value, Value]
    const q = g.unary('Tanh', conv(g.mul(r, hidden), 1))
    return g.add(hidden, g.mul(z, g.sub(q, hidden)))
  }
}

/** Kernels of the context's channels, which lie between those of the state and of the motion. */
const contextPart = (g: Graph, { weight }: Conv2d): Value =>
  g.slice(g.use(weight), 1, raftHidden, 2 * raftHidden)

const otherParts = (g: Graph, { weight }: Conv2d): Value => {
  const kernel = g.use(weight)
  const end = weight.shape[1] as number
  return g.concat([g.slice(kernel, 1, 0, raftHidden), g.slice(kernel, 1, 2 * raftHidden, end)], 1)
}

const twoConvs = (g: Graph, [first, second]: readonly [Conv2d, Conv2d], x: Value): Value =>
  second.forward(g, g.unary('Relu', first.forward(g, x)))
