// H rows, W columns of a frame; H' and W' the next multiples of 8
import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { FloatTensor, Tensor } from '../../../tensor/tensor.ts'
import { correlationPyramid, lookUp } from './correlation.ts'
import { RaftEncoder } from './raft-encoder.ts'
import { RaftUpdate, raftHidden } from './raft-update.ts'
import { coordinates, paddedFrame } from './sampling.ts'

export interface RaftSpec {
  readonly corrLevels: number
  readonly corrRadius: number
}

export interface Flow {
  /** At an eighth of the padded size, in its pixels: float32 [1, 2, H'/8, W'/8]; x, then y. */
  readonly low: FloatTensor
  /** At the padded size, in pixels: float32 [1, 2, H', W']. */
  readonly full: FloatTensor
}

// princeton-vl/RAFT: frames are padded to multiples of the encoder's stride
const stride = 8

/**
 * RAFT's optical flow between two frames. Features of a frame are computed once, however many pairs it is in; the
 * flow is brought to full size after the last iteration only.
 *
 * Source: Teed and Deng 2020; princeton-vl/RAFT, raft.py.
 */
export class Raft implements Network {
  readonly spec: RaftSpec
  readonly parameters: readonly Parameter[]
  readonly #features: RaftEncoder
  readonly #context: RaftEncoder
  readonly #update: RaftUpdate

  constructor(spec: RaftSpec) {
    const root = new Scope()
    this.spec = spec
    this.#features = new RaftEncoder(root.at('fnet'), 'instance')
    this.#context = new RaftEncoder(root.at('cnet'), 'batch')
    this.#update = new RaftUpdate(root.at('update_block'), spec.corrLevels * (2 * spec.corrRadius + 1) ** 2)
    this.parameters = root.parameters
  }

  /** Counters of the training, and norms of shortcuts that checkpoints hold twice. */
  isUnused(name: string): boolean {
    return name.endsWith('.num_batches_tracked') || /^cnet\.layer[23]\.0\.norm3\./.test(name)
  }

  /** A frame uint8 [H, W, 3] → features float32 [1, 256, H'/8, W'/8]. */
  async features(run: Run, frame: Tensor<'uint8'>): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `raft features ${frame.shape.join('x')}`,
        build: (g) =>
          g.output('features', this.#features.forward(g, colours(g, g.input('frame', 'uint8', frame.shape)))),
      },
      { frame },
    )
    return features as FloatTensor
  }

  /** The flow from a frame uint8 [H, W, 3] to the next, whose features are given with its own. */
  async flow(
    run: Run,
    frame: Tensor<'uint8'>,
    features: readonly [FloatTensor, FloatTensor],
    iterations: number,
  ): Promise<Flow> {
    const [from, to] = features
    const outputs = await run(
      {
        name: `raft flow ${frame.shape.join('x')} ${iterations}`,
        build: (g) => {
          const maps = [g.input('from', 'float32', from.shape), g.input('to', 'float32', to.shape)] as const
          const { low, full } = this.forward(g, g.input('frame', 'uint8', frame.shape), maps, iterations)
          g.output('low', low)
          g.output('full', full)
        },
      },
      { frame, from, to },
    )
    return { low: outputs.low as FloatTensor, full: outputs.full as FloatTensor }
  }

  forward(
    g: Graph,
    frame: Value,
    [from, to]: readonly [Value, Value],
    iterations: number,
  ): { low: Value; full: Value } {
    const [, , rows, columns] = from.shape as readonly [number, number, number, number]
    const { corrLevels, corrRadius } = this.spec
    const start = coordinates(g, rows, columns) // [1, 2, H'/8, W'/8]
    const pyramid = correlationPyramid(g, from, to, corrLevels)
    const halves = g.split(this.#context.forward(g, colours(g, frame)), [raftHidden, raftHidden], 1)
    const context = this.#update.prepare(g, g.unary('Relu', halves[1]!))
    let state = g.unary('Tanh', halves[0]!)
    let places = start
    for (let i = 0; i < iterations; i++) {
      const correlations = lookUp(g, pyramid, places, corrRadius)
      const step = this.#update.step(g, state, context, correlations, g.sub(places, start))
      state = step.state
      places = g.add(places, step.change)
    }
    const low = g.sub(places, start)
    return { low, full: this.#update.upsample(g, state, low) }
  }
}

/** A frame uint8 [H, W, 3] as colours from -1 to 1, [1, 3, H', W']. */
const colours = (g: Graph, frame: Value): Value =>
  g.sub(g.mul(g.div(paddedFrame(g, frame, stride), 255), 2), 1)
