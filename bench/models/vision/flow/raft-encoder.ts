// B images, H rows, W columns
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { BatchNorm, instanceNorm } from '../layers/batch-norm.ts'

export type EncoderNorm = 'instance' | 'batch'
type Norm = (g: Graph, x: Value) => Value

// princeton-vl/RAFT, extractor.py, BasicEncoder
const stages = [
  { channels: 64, stride: 1 },
  { channels: 96, stride: 2 },
  { channels: 128, stride: 2 },
]
const stem = 64
export const raftFeatures = 256

/** RAFT's residual encoder: images [B, 3, H, W] → features [B, 256, H/8, W/8]. */
export class RaftEncoder {
  readonly #stem: Conv2d
  readonly #norm: Norm
  readonly #blocks: readonly ResidualBlock[]
  readonly #out: Conv2d

  constructor(at: Scope, norm: EncoderNorm) {
    this.#stem = new Conv2d(at.at('conv1'), 3, stem, 7, { stride: 2 })
    this.#norm = normAt(at.at('norm1'), norm, stem)
    this.#blocks = stages.flatMap(({ channels, stride }, i) => {
      const inputs = stages[i - 1]?.channels ?? stem
      const stage = at.at(`layer${i + 1}`)
      return [
        new ResidualBlock(stage.at(0), norm, inputs, channels, stride),
        new ResidualBlock(stage.at(1), norm, channels, channels, 1),
      ]
    })
    this.#out = new Conv2d(at.at('conv2'), stages.at(-1)!.channels, raftFeatures, 1)
  }

  forward(g: Graph, images: Value): Value {
    let x = g.unary('Relu', this.#norm(g, this.#stem.forward(g, images)))
    for (const block of this.#blocks) x = block.forward(g, x)
    return this.#out.forward(g, x)
  }
}

/** Two normalised 3×3 convolutions beside a shortcut, which is convolved where the size changes. */
export class ResidualBlock {
  readonly #convs: readonly { readonly conv: Conv2d; readonly norm: Norm }[]
  readonly #shortcut: { readonly conv: Conv2d; readonly norm: Norm } | undefined

  constructor(at: Scope, norm: EncoderNorm, inputs: number, channels: number, stride: number) {
    this.#convs = [
      {
        conv: new Conv2d(at.at('conv1'), inputs, channels, 3, { stride }),
        norm: normAt(at.at('norm1'), norm, channels),
      },
      {
        conv: new Conv2d(at.at('conv2'), channels, channels, 3),
        norm: normAt(at.at('norm2'), norm, channels),
      },
    ]
    const down = at.at('downsample')
    this.#shortcut =
      stride === 1
        ? undefined
        : {
            conv: new Conv2d(down.at(0), inputs, channels, 1, { stride }),
            norm: normAt(down.at(1), norm, channels),
          }
  }

  forward(g: Graph, x: Value): Value {
    let y = x
    for (const { conv, norm } of this.#convs) y = g.unary('Relu', norm(g, conv.forward(g, y)))
    const past = this.#shortcut ? this.#shortcut.norm(g, this.#shortcut.conv.forward(g, x)) : x
    return g.unary('Relu', g.add(past, y))
  }
}

function normAt(at: Scope, kind: EncoderNorm, channels: number): Norm {
  if (kind === 'instance') return instanceNorm
  const norm = new BatchNorm(at, channels)
  return (g, x) => norm.forward(g, x)
}
