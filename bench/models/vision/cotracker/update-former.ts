// N tracks, V virtual tracks, S frames of a window, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'

interface FormerSizes {
  readonly inputs: number
  readonly outputs: number
  readonly hiddenSize: number
  readonly numHeads: number
  readonly depth: number
  readonly numVirtualTracks: number
  readonly mlpRatio: number
}

/** One layer: attention over a track's frames, and over the tracks of a frame by way of the virtual ones. */
interface Layer {
  readonly overTime: TrackBlock
  readonly gather: TrackBlock
  readonly amongVirtual: TrackBlock
  readonly spread: TrackBlock
}

/**
 * The transformer that says how tracks change. Virtual tracks stand between the tracks, so that its cost grows linearly
 * with their number.
 *
 * Source: Karaev et al. 2024 (CoTracker), section 3.3; facebookresearch/co-tracker, cotracker.py, EfficientUpdateFormer.
 * Every track is queried in the first frame, so that upstream's masks are all true and left out here.
 */
export class UpdateFormer {
  readonly #in: Linear
  readonly #virtual: Parameter
  readonly #layers: readonly Layer[]
  readonly #out: Linear

  constructor(at: Scope, { inputs, outputs, hiddenSize, numHeads, depth, ...sizes }: FormerSizes) {
    const { numVirtualTracks, mlpRatio } = sizes
    const block = (kind: string, i: number, isCross: boolean) =>
      new TrackBlock(at.at(kind, i), hiddenSize, numHeads, mlpRatio, isCross)
    this.#in = new Linear(at.at('input_transform'), inputs, hiddenSize)
    this.#virtual = at.parameter('virual_tracks', [1, numVirtualTracks, 1, hiddenSize])
    this.#layers = Array.from({ length: depth }, (_, i) => ({
      overTime: block('time_blocks', i, false),
      gather: block('space_virtual2point_blocks', i, true),
      amongVirtual: block('space_virtual_blocks', i, false),
      spread: block('space_point2virtual_blocks', i, true),
    }))
    this.#out = new Linear(at.at('flow_head'), hiddenSize, outputs)
  }

  /** [N, S, inputs] → [S, N, outputs]. */
  forward(g: Graph, inputs: Value): Value {
    const [tracks, frames] = inputs.shape as readonly [number, number]
    const [, virtuals, , width] = this.#virtual.shape as readonly [number, number, number, number]
    const repeated = g.expand(g.reshape(g.use(this.#virtual), [virtuals, 1, width]), [
      virtuals,
      frames,
      width,
    ])
    let points = this.#in.forward(g, inputs) // [N, S, C]
    let virtual = repeated // [V, S, C]
    for (const { overTime, gather, amongVirtual, spread } of this.#layers) {
      const timed = overTime.forward(g, g.concat([points, virtual], 0)) // [N + V, S, C]
      const [p, v] = g.split(g.transpose(timed, [1, 0, 2]), [tracks, virtuals], 1) as [Value, Value]
      const mixed = amongVirtual.forward(g, gather.forward(g, v, p)) // [S, V, C]
      points = g.transpose(spread.forward(g, p, mixed), [1, 0, 2])
      virtual = g.transpose(mixed, [1, 0, 2])
    }
    return this.#out.forward(g, g.transpose(points, [1, 0, 2]))
  }
}

// facebookresearch/co-tracker, blocks.py and cotracker.py: norms without scales, and PyTorch's default for the context's
const plainEpsilon = 1e-6
const contextEpsilon = 1e-5

/** A pre-norm transformer block that attends to itself, or to a context. */
class TrackBlock {
  readonly #heads: number
  readonly #query: Linear
  readonly #keysAndValues: Linear
  readonly #mix: Linear
  readonly #contextNorm: LayerNorm | undefined
  readonly #up: Linear
  readonly #down: Linear

  constructor(at: Scope, width: number, heads: number, mlpRatio: number, isCross: boolean) {
    const attention = at.at(isCross ? 'cross_attn' : 'attn')
    this.#heads = heads
    this.#query = new Linear(attention.at('to_q'), width, width)
    this.#keysAndValues = new Linear(attention.at('to_kv'), width, 2 * width)
    this.#mix = new Linear(attention.at('to_out'), width, width)
    this.#contextNorm = isCross ? new LayerNorm(at.at('norm_context'), width, contextEpsilon) : undefined
    this.#up = new Linear(at.at('mlp', 'fc1'), width, mlpRatio * width)
    this.#down = new Linear(at.at('mlp', 'fc2'), mlpRatio * width, width)
  }

  /** x [B, L, C], context [B, M, C] where the block has one → [B, L, C]. */
  forward(g: Graph, x: Value, context?: Value): Value {
    const normal = g.layerNorm(x, plainEpsilon)
    const seen = context && this.#contextNorm ? this.#contextNorm.forward(g, context) : normal
    const [keys, values] = g.chunk(this.#keysAndValues.forward(g, seen), 2, -1) as [Value, Value]
    const mixed = g.attention(this.#query.forward(g, normal), keys, values, this.#heads)
    const attended = g.add(x, this.#mix.forward(g, mixed))
    const wide = g.geluTanh(this.#up.forward(g, g.layerNorm(attended, plainEpsilon)))
    return g.add(attended, this.#down.forward(g, wide))
  }
}
