// N patches, L = N + 1 tokens, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { FloatTensor } from '../../../tensor/tensor.ts'
import { Linear } from '../../layers/linear.ts'
import type { LayerNorm } from '../../layers/norm.ts'
import { Block, timmNorm } from '../layers/block.ts'
import { gridSize, musiqScales, patchSize, scaledPatches } from './patches.ts'
import { MusiqStem, stemChannels } from './stem.ts'

export interface MusiqSpec {
  readonly hiddenSize: number
  readonly mlpDim: number
  readonly numHeads: number
  readonly numLayers: number
}

/**
 * MUSIQ: the quality of an image from its patches at several scales, of any size.
 *
 * Source: Ke et al. 2021; chaofengc/IQA-PyTorch, musiq_arch.py, in the form trained on SPAQ.
 */
export class Musiq implements Network {
  readonly spec: MusiqSpec
  readonly parameters: readonly Parameter[]
  readonly #stem: MusiqStem
  readonly #embedding: Linear
  readonly #class: Parameter
  readonly #places: Parameter
  readonly #scales: Parameter
  readonly #blocks: readonly Block[]
  readonly #norm: LayerNorm
  readonly #head: Linear

  constructor(spec: MusiqSpec) {
    const root = new Scope()
    const encoder = root.at('transformer_encoder')
    const { hiddenSize: width } = spec
    this.spec = spec
    this.#stem = new MusiqStem(root)
    this.#embedding = new Linear(root.at('embedding'), stemChannels * (patchSize / 4) ** 2, width)
    this.#class = encoder.parameter('cls', [1, 1, width])
    this.#places = encoder.at('posembed_input').parameter('position_emb', [1, gridSize ** 2, width])
    this.#scales = encoder.at('scaleembed_input').parameter('scale_emb', [musiqScales, width])
    this.#blocks = Array.from({ length: spec.numLayers }, (_, i) =>
      block(encoder.at('transformer', `encoderblock_${i}`), spec),
    )
    this.#norm = timmNorm(encoder.at('encoder_norm'), width)
    this.#head = new Linear(root.at('head'), width, 1)
    this.parameters = root.parameters
  }

  /** patches [N, 3, P, P], places and scales int64 [N] → score [1, 1]. */
  forward(g: Graph, patches: Value, places: Value, scales: Value): Value {
    const count = patches.shape[0]!
    const maps = g.transpose(this.#stem.forward(g, patches), [0, 2, 3, 1]) // [N, P/4, P/4, 256]
    const tokens = this.#embedding.forward(g, g.reshape(maps, [count, -1])) // [N, C]
    const placed = g.add(tokens, g.gather(g.squeeze(g.use(this.#places), 0), places))
    const scaled = g.unsqueeze(g.add(placed, g.gather(g.use(this.#scales), scales)), 0) // [1, N, C]
    let x = g.concat([g.use(this.#class), scaled], 1) // [1, L, C]
    for (const layer of this.#blocks) x = layer.forward(g, x)
    return this.#head.forward(g, this.#norm.forward(g, g.take(x, 1, 0)))
  }

  /** A frame float32 [3, H, W] from 0 to 1 → its quality, 0 to 100 as trained, float32 [1, 1]. */
  async score(run: Run, frame: FloatTensor): Promise<FloatTensor> {
    const { patches, places, scales } = scaledPatches(frame)
    const count = patches.shape[0]!
    const { score } = await run(
      {
        name: `musiq ${count}`,
        build: (g) => {
          const input = g.input('patches', 'float32', patches.shape)
          const ids = ['places', 'scales'].map((name) => g.input(name, 'int64', [count]))
          g.output('score', this.forward(g, input, ids[0]!, ids[1]!))
        },
      },
      { patches, places, scales },
    )
    return score as FloatTensor
  }
}

function block(at: Scope, { hiddenSize: width, mlpDim, numHeads }: MusiqSpec): Block {
  const attention = at.at('attention')
  const norm1 = timmNorm(at.at('norm1'), width)
  const parts = ['query', 'key', 'value'].map((name) => new Linear(attention.at(name), width, width))
  return new Block({
    heads: numHeads,
    norm1,
    qkv: {
      forward: (g, x) =>
        g.concat(
          parts.map((part) => part.forward(g, x)),
          -1,
        ),
    },
    out: new Linear(attention.at('out'), width, width),
    norm2: timmNorm(at.at('norm2'), width),
    up: new Linear(at.at('mlp', 'fc1'), width, mlpDim),
    down: new Linear(at.at('mlp', 'fc2'), mlpDim, width),
    activate: (g, x) => g.one('Gelu', [x], { approximate: 'none' }),
  })
}
