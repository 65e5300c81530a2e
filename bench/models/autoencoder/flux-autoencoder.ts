// B batch, C channels, T frames, H height, W width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Program, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Conv2d } from '../layers/conv2d.ts'
import { GroupNorm } from '../layers/norm.ts'
import { drawLatent, mapElements, type Posterior, posteriorOf } from './gaussian.ts'

/** Sizes of FLUX's image autoencoder, named as in the upstream configuration. */
export interface FluxAutoencoderSpec {
  readonly inChannels: number
  readonly ch: number
  readonly outCh: number
  readonly chMult: readonly number[]
  readonly numResBlocks: number
  readonly zChannels: number
  readonly scaleFactor: number
  readonly shiftFactor: number
}

// Open-Sora, models/vae/autoencoder_2d.py
const normGroups = 32
const normEpsilon = 1e-6

/**
 * FLUX's autoencoder: 8×8 pixels to one latent. Frames of a video are treated as separate images.
 *
 * Source: Rombach et al. 2022 (latent diffusion), section 3.1; Open-Sora, models/vae/autoencoder_2d.py.
 */
export class FluxAutoencoder implements Network {
  readonly spec: FluxAutoencoderSpec
  readonly parameters: readonly Parameter[]
  readonly #encoder: Encoder
  readonly #decoder: Decoder

  constructor(spec: FluxAutoencoderSpec) {
    const scope = new Scope()
    this.spec = spec
    this.#encoder = new Encoder(scope.at('encoder'), spec)
    this.#decoder = new Decoder(scope.at('decoder'), spec)
    this.parameters = scope.parameters
  }

  /** Video [B, 3, T, H, W] in [-1, 1] → the posterior of its latents, [B, zChannels, T, H/8, W/8]. */
  async posterior(run: Run, video: FloatTensor): Promise<Posterior> {
    const program = this.#program('encode', video.shape, (g, x) => this.#encoder.forward(g, x))
    const { out } = await run(program, { x: video })
    return posteriorOf(out as FloatTensor)
  }

  /** The scaled latent of a posterior: its mode, or a sample where noise is given. */
  latent(posterior: Posterior, noise?: FloatTensor): FloatTensor {
    const { scaleFactor, shiftFactor } = this.spec
    return mapElements(drawLatent(posterior, noise), (z) => scaleFactor * (z - shiftFactor))
  }

  /** Scaled latents [B, zChannels, T, h, w] → video [B, 3, T, 8h, 8w]. */
  async decode(run: Run, z: FloatTensor): Promise<FloatTensor> {
    const { scaleFactor, shiftFactor } = this.spec
    const latent = mapElements(z, (value) => value / scaleFactor + shiftFactor)
    const program = this.#program('decode', z.shape, (g, x) => this.#decoder.forward(g, x))
    const { out } = await run(program, { x: latent })
    return out as FloatTensor
  }

  /** A program over [B, C, T, H, W] whose network sees the frames as a batch of images. */
  #program(name: string, shape: readonly number[], forward: (g: Graph, x: Value) => Value): Program {
    return {
      name: `flux autoencoder ${name} ${shape.join('x')}`,
      build: (g) => {
        const [batch, channels, frames, height, width] = shape as [number, number, number, number, number]
        const video = g.transpose(g.input('x', 'float32', shape), [0, 2, 1, 3, 4]) // [B, T, C, H, W]
        const out = forward(g, g.reshape(video, [batch * frames, channels, height, width]))
        const unfolded = g.reshape(out, [batch, frames, ...out.shape.slice(1)])
        g.output('out', g.transpose(unfolded, [0, 2, 1, 3, 4]))
      },
    }
  }
}

class ResnetBlock {
  readonly #norm1: GroupNorm
  readonly #conv1: Conv2d
  readonly #norm2: GroupNorm
  readonly #conv2: Conv2d
  readonly #shortcut: Conv2d | undefined

  constructor(at: Scope, inputs: number, outputs: number) {
    this.#norm1 = new GroupNorm(at.at('norm1'), normGroups, inputs, normEpsilon)
    this.#conv1 = new Conv2d(at.at('conv1'), inputs, outputs, 3)
    this.#norm2 = new GroupNorm(at.at('norm2'), normGroups, outputs, normEpsilon)
    this.#conv2 = new Conv2d(at.at('conv2'), outputs, outputs, 3)
    if (inputs !== outputs) this.#shortcut = new Conv2d(at.at('nin_shortcut'), inputs, outputs, 1)
  }

  forward(g: Graph, x: Value): Value {
    const h = this.#conv1.forward(g, g.silu(this.#norm1.forward(g, x)))
    const residual = this.#conv2.forward(g, g.silu(this.#norm2.forward(g, h)))
    return g.add(this.#shortcut ? this.#shortcut.forward(g, x) : x, residual)
  }
}

/** Single-head attention over all positions of an image. */
class AttentionBlock {
  readonly #norm: GroupNorm
  readonly #query: Conv2d
  readonly #key: Conv2d
  readonly #value: Conv2d
  readonly #out: Conv2d

  constructor(at: Scope, channels: number) {
    this.#norm = new GroupNorm(at.at('norm'), normGroups, channels, normEpsilon)
    this.#query = new Conv2d(at.at('q'), channels, channels, 1)
    this.#key = new Conv2d(at.at('k'), channels, channels, 1)
    this.#value = new Conv2d(at.at('v'), channels, channels, 1)
    this.#out = new Conv2d(at.at('proj_out'), channels, channels, 1)
  }

  forward(g: Graph, x: Value): Value {
    const [batch, channels, height, width] = x.shape
    const normal = this.#norm.forward(g, x)
    const tokens = (conv: Conv2d) =>
      g.transpose(g.reshape(conv.forward(g, normal), [batch!, channels!, -1]), [0, 2, 1]) // [B, H·W, C]
    const mixed = g.attention(tokens(this.#query), tokens(this.#key), tokens(this.#value), 1)
    const image = g.reshape(g.transpose(mixed, [0, 2, 1]), [batch!, channels!, height!, width!])
    return g.add(x, this.#out.forward(g, image))
  }
}

class Middle {
  readonly #block1: ResnetBlock
  readonly #attention: AttentionBlock
  readonly #block2: ResnetBlock

  constructor(at: Scope, channels: number) {
    this.#block1 = new ResnetBlock(at.at('block_1'), channels, channels)
    this.#attention = new AttentionBlock(at.at('attn_1'), channels)
    this.#block2 = new ResnetBlock(at.at('block_2'), channels, channels)
  }

  forward(g: Graph, x: Value): Value {
    return this.#block2.forward(g, this.#attention.forward(g, this.#block1.forward(g, x)))
  }
}

class Encoder {
  readonly #convIn: Conv2d
  readonly #levels: readonly {
    readonly blocks: readonly ResnetBlock[]
    readonly downsample: Conv2d | undefined
  }[]
  readonly #middle: Middle
  readonly #normOut: GroupNorm
  readonly #convOut: Conv2d

  constructor(at: Scope, { inChannels, ch, chMult, numResBlocks, zChannels }: FluxAutoencoderSpec) {
    const widths = chMult.map((factor) => ch * factor)
    const last = widths.at(-1)!
    this.#convIn = new Conv2d(at.at('conv_in'), inChannels, ch, 3)
    this.#levels = widths.map((width, level) => {
      const scope = at.at('down', level)
      const before = level === 0 ? ch : widths[level - 1]!
      const blocks = Array.from(
        { length: numResBlocks },
        (_, i) => new ResnetBlock(scope.at('block', i), i === 0 ? before : width, width),
      )
      // zeros on the right and below only
      const halve = () =>
        new Conv2d(scope.at('downsample', 'conv'), width, width, 3, { stride: 2, padding: [0, 1] })
      return { blocks, downsample: level < widths.length - 1 ? halve() : undefined }
    })
    this.#middle = new Middle(at.at('mid'), last)
    this.#normOut = new GroupNorm(at.at('norm_out'), normGroups, last, normEpsilon)
    this.#convOut = new Conv2d(at.at('conv_out'), last, 2 * zChannels, 3)
  }

  /** Images [N, 3, H, W] → moments [N, 2·zChannels, H/8, W/8]. */
  forward(g: Graph, x: Value): Value {
    let h = this.#convIn.forward(g, x)
    for (const { blocks, downsample } of this.#levels) {
      for (const block of blocks) h = block.forward(g, h)
      if (downsample) h = downsample.forward(g, h)
    }
    return this.#convOut.forward(g, g.silu(this.#normOut.forward(g, this.#middle.forward(g, h))))
  }
}

class Decoder {
  readonly #convIn: Conv2d
  readonly #middle: Middle
  /** From the coarsest level to the finest, which is the checkpoint's level 0. */
  readonly #levels: readonly {
    readonly blocks: readonly ResnetBlock[]
    readonly upsample: Conv2d | undefined
  }[]
  readonly #normOut: GroupNorm
  readonly #convOut: Conv2d

  constructor(at: Scope, { ch, chMult, numResBlocks, zChannels, outCh }: FluxAutoencoderSpec) {
    const widths = chMult.map((factor) => ch * factor)
    const last = widths.at(-1)!
    this.#convIn = new Conv2d(at.at('conv_in'), zChannels, last, 3)
    this.#middle = new Middle(at.at('mid'), last)
    const levels = widths.map((width, level) => {
      const scope = at.at('up', level)
      const before = widths[level + 1] ?? last
      const blocks = Array.from(
        { length: numResBlocks + 1 },
        (_, i) => new ResnetBlock(scope.at('block', i), i === 0 ? before : width, width),
      )
      return {
        blocks,
        upsample: level > 0 ? new Conv2d(scope.at('upsample', 'conv'), width, width, 3) : undefined,
      }
    })
    this.#levels = levels.reverse()
    this.#normOut = new GroupNorm(at.at('norm_out'), normGroups, widths[0]!, normEpsilon)
    this.#convOut = new Conv2d(at.at('conv_out'), widths[0]!, outCh, 3)
  }

  /** Latents [N, zChannels, h, w] → images [N, 3, 8h, 8w]. */
  forward(g: Graph, z: Value): Value {
    let h = this.#middle.forward(g, this.#convIn.forward(g, z))
    for (const { blocks, upsample } of this.#levels) {
      for (const block of blocks) h = block.forward(g, h)
      if (upsample) h = upsample.forward(g, g.repeat(h, { 2: 2, 3: 2 }))
    }
    return this.#convOut.forward(g, g.silu(this.#normOut.forward(g, h)))
  }
}
