// B frames, H rows, W columns
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { instanceNorm } from '../layers/batch-norm.ts'
import { ConvPrelu } from './amt-layers.ts'

// MCG-NKU/AMT, feat_enc.py, SmallEncoder
const stages = [
  { channels: 32, stride: 1 },
  { channels: 64, stride: 2 },
  { channels: 96, stride: 2 },
]
const stem = 32

/** The encoder whose features are correlated: frames [B, 3, H, W] → [B, features, H/8, W/8]. */
export class CorrelationEncoder {
  readonly #stem: Conv2d
  readonly #blocks: readonly Bottleneck[]
  readonly #out: Conv2d

  constructor(at: Scope, features: number) {
    this.#stem = new Conv2d(at.at('conv1'), 3, stem, 7, { stride: 2 })
    this.#blocks = stages.flatMap(({ channels, stride }, i) => {
      const stage = at.at(`layer${i + 1}`)
      return [
        new Bottleneck(stage.at(0), stages[i - 1]?.channels ?? stem, channels, stride),
        new Bottleneck(stage.at(1), channels, channels, 1),
      ]
    })
    this.#out = new Conv2d(at.at('conv2'), stages.at(-1)!.channels, features, 1)
  }

  forward(g: Graph, frames: Value): Value {
    let x = normalised(g, this.#stem, frames)
    for (const block of this.#blocks) x = block.forward(g, x)
    return this.#out.forward(g, x)
  }
}

class Bottleneck {
  readonly #convs: readonly Conv2d[]
  readonly #shortcut: Conv2d | undefined

  constructor(at: Scope, inputs: number, channels: number, stride: number) {
    const narrow = channels / 4
    this.#convs = [
      new Conv2d(at.at('conv1'), inputs, narrow, 1),
      new Conv2d(at.at('conv2'), narrow, narrow, 3, { stride }),
      new Conv2d(at.at('conv3'), narrow, channels, 1),
    ]
    this.#shortcut =
      stride === 1 ? undefined : new Conv2d(at.at('downsample', 0), inputs, channels, 1, { stride })
  }

  forward(g: Graph, x: Value): Value {
    const y = this.#convs.reduce((state, conv) => normalised(g, conv, state), x)
    const past = this.#shortcut ? instanceNorm(g, this.#shortcut.forward(g, x)) : x
    return g.unary('Relu', g.add(past, y))
  }
}

const normalised = (g: Graph, conv: Conv2d, x: Value): Value =>
  g.unary('Relu', instanceNorm(g, conv.forward(g, x)))

/** The pyramid of features: frames [B, 3, H, W] → level l is [B, channels[l], H / 2^(l+1), W / 2^(l+1)]. */
export class FeaturePyramid {
  readonly #levels: readonly (readonly [ConvPrelu, ConvPrelu])[]

  constructor(at: Scope, channels: readonly number[]) {
    this.#levels = channels.map((outputs, i) => {
      const level = at.at(`pyramid${i + 1}`)
      return [
        new ConvPrelu(level.at(0), channels[i - 1] ?? 3, outputs, 2),
        new ConvPrelu(level.at(1), outputs, outputs),
      ] as const
    })
  }

  forward(g: Graph, frames: Value): readonly Value[] {
    let x = frames
    return this.#levels.map(([down, same]) => {
      x = same.forward(g, down.forward(g, x))
      return x
    })
  }
}
