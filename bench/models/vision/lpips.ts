// B pairs of pictures, C channels, H rows, W columns; h and w of a layer's features
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { type FloatTensor, floatTensor, type Tensor } from '../../tensor/tensor.ts'
import { Conv2d } from '../layers/conv2d.ts'

export interface LpipsSpec {
  /** Channels of AlexNet's five convolutions. */
  readonly channels: readonly [number, number, number, number, number]
}

// torchvision/models/alexnet.py, features
export const lpipsAlexSpec: LpipsSpec = { channels: [64, 192, 384, 256, 256] }

// lpips/lpips.py, ScalingLayer
const shift = [-0.03, -0.088, -0.188]
const scale = [0.458, 0.448, 0.45]

// lpips/__init__.py, normalize_tensor
const epsilon = 1e-10

// torchvision/models/alexnet.py, features: place in the list, kernel, stride, padding, and whether a pool comes before
const layers = [
  { place: 0, kernel: 11, stride: 4, padding: 2, pooled: false },
  { place: 3, kernel: 5, stride: 1, padding: 2, pooled: true },
  { place: 6, kernel: 3, stride: 1, padding: 1, pooled: true },
  { place: 8, kernel: 3, stride: 1, padding: 1, pooled: false },
  { place: 10, kernel: 3, stride: 1, padding: 1, pooled: false },
] as const

interface Layer {
  readonly conv: Conv2d
  readonly pooled: boolean
  /** What each channel's difference counts, [1, C, 1, 1]. */
  readonly head: Parameter
}

/** Pictures below it have no features left after the second pool: 11 and 4 of the first convolution, 3 and 2 of each pool. */
export const leastLpipsSide = 31

/**
 * LPIPS 0.1 on AlexNet: the learned distance of two pictures, 0 for equal ones. Parameters have the names of
 * torchvision's AlexNet (`features.…`) and of the heads' own file (`lin0.…`).
 *
 * Source: Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric";
 * richzhang/PerceptualSimilarity, lpips/lpips.py.
 */
export class Lpips implements Network {
  readonly spec: LpipsSpec
  readonly parameters: readonly Parameter[]
  readonly #layers: readonly Layer[]

  constructor(spec: LpipsSpec) {
    const root = new Scope()
    this.spec = spec
    this.#layers = layers.map(({ place, kernel, stride, padding, pooled }, i) => {
      const channels = spec.channels[i]!
      const inputs = i === 0 ? 3 : spec.channels[i - 1]!
      const options = { stride, padding: [padding, padding] as const }
      return {
        conv: new Conv2d(root.at('features', place), inputs, channels, kernel, options),
        pooled,
        // lpips/lpips.py, NetLinLayer: the dropout before it is element 0
        head: root.at(`lin${i}`, 'model', 1).parameter('weight', [1, channels, 1, 1]),
      }
    })
    this.parameters = root.parameters
  }

  /** AlexNet's classifier, which torchvision's file holds. */
  isUnused(name: string): boolean {
    return name.startsWith('classifier.')
  }

  /** Pictures [B, 3, H, W] in [-1, 1], two of them → distances [B]. */
  forward(g: Graph, first: Value, second: Value): Value {
    const batch = first.shape[0] as number
    let x = this.#scaled(g, g.concat([first, second], 0)) // [2B, 3, H, W]
    let distance: Value | null = null
    for (const { conv, pooled, head } of this.#layers) {
      const input = pooled ? maxPool(g, x) : x
      x = g.unary('Relu', conv.forward(g, input)) // [2B, C, h, w]
      const [a, b] = g.split(unitChannels(g, x), [batch, batch], 0) as [Value, Value]
      const difference = g.sub(a, b)
      const weighted = g.conv(g.mul(difference, difference), g.use(head)) // [B, 1, h, w]
      const mean = g.mean(weighted, [2, 3])
      distance = distance === null ? mean : g.add(distance, mean)
    }
    return g.reshape(distance!, [batch])
  }

  /** Frames uint8 [H, W, 3] of one size, at least `leastLpipsSide` on a side → their distance. */
  async distance(run: Run, a: Tensor<'uint8'>, b: Tensor<'uint8'>): Promise<number> {
    const { distance } = await run(
      {
        name: `lpips ${a.shape.join('x')}`,
        build: (g) => {
          const first = pixels(g, g.input('a', 'uint8', a.shape))
          const second = pixels(g, g.input('b', 'uint8', b.shape))
          g.output('distance', this.forward(g, first, second))
        },
      },
      { a, b },
    )
    return (distance as FloatTensor).data[0]!
  }

  #scaled(g: Graph, x: Value): Value {
    const perChannel = (values: readonly number[]) => g.constant(floatTensor([1, 3, 1, 1], values))
    return g.div(g.sub(x, perChannel(shift)), perChannel(scale))
  }
}

/** A frame uint8 [H, W, 3] as planes [1, 3, H, W] in [-1, 1] (lpips/__init__.py, im2tensor). */
function pixels(g: Graph, frame: Value): Value {
  const planes = g.transpose(g.cast(frame, 'float32'), [2, 0, 1])
  return g.unsqueeze(g.sub(g.div(planes, 127.5), 1), 0)
}

const maxPool = (g: Graph, x: Value): Value =>
  g.one('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] })

/** x over its length along the channels. */
function unitChannels(g: Graph, x: Value): Value {
  const length = g.unary('Sqrt', g.sum(g.mul(x, x), [1]))
  return g.div(x, g.add(length, epsilon))
}
