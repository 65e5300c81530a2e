// B batch, Limg and Ltxt tokens, C hidden width, D width of a head
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Program, Run, Tensors } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Linear } from '../layers/linear.ts'
import { DoubleStreamBlock, SingleStreamBlock, type Streams } from './blocks.ts'
import { timeEmbedding } from './embeddings.ts'
import { epsilon, MlpEmbedder, type Rotary } from './layers.ts'
import { checkMmditSpec, type MmditSpec } from './spec.ts'

/** What an MMDiT is given for one prediction. */
export interface MmditInputs {
  /** Packed noisy latents [B, Limg, inChannels]. */
  readonly img: FloatTensor
  /** T5 tokens [B, Ltxt, contextInDim]. */
  readonly txt: FloatTensor
  /** Times in [0, 1], [B]. */
  readonly timesteps: FloatTensor
  /** Pooled CLIP vector [B, vecInDim]. */
  readonly yVec: FloatTensor
  /** Rotary tables over text then image tokens, [B or 1, Ltxt + Limg, D/2]. */
  readonly cos: FloatTensor
  readonly sin: FloatTensor
  /** Mask and reference latents, packed: [B, Limg, inChannels + patchSize²]. For networks with condEmbed. */
  readonly cond?: FloatTensor
  /** Guidance strengths [B]. For networks with guidanceEmbed. */
  readonly guidance?: FloatTensor
}

/**
 * The multimodal diffusion transformer of FLUX and Open-Sora 2.0: predicts the velocity of packed latents.
 *
 * Source: Esser et al. 2024; Open-Sora 2.0 technical report, section 3.2; Open-Sora, models/mmdit/model.py.
 */
export class Mmdit implements Network {
  readonly spec: MmditSpec
  readonly parameters: readonly Parameter[]
  readonly #imgIn: Linear
  readonly #timeIn: MlpEmbedder
  readonly #vectorIn: MlpEmbedder
  readonly #guidanceIn: MlpEmbedder | undefined
  readonly #condIn: Linear | undefined
  readonly #txtIn: Linear
  readonly #doubleBlocks: readonly DoubleStreamBlock[]
  readonly #singleBlocks: readonly SingleStreamBlock[]
  readonly #finalLayer: FinalLayer

  constructor(spec: MmditSpec) {
    checkMmditSpec(spec)
    const scope = new Scope()
    const { hiddenSize, inChannels, patchSize } = spec
    this.spec = spec
    this.#imgIn = new Linear(scope.at('img_in'), inChannels, hiddenSize)
    this.#timeIn = new MlpEmbedder(scope.at('time_in'), 256, hiddenSize)
    this.#vectorIn = new MlpEmbedder(scope.at('vector_in'), spec.vecInDim, hiddenSize)
    if (spec.guidanceEmbed) this.#guidanceIn = new MlpEmbedder(scope.at('guidance_in'), 256, hiddenSize)
    if (spec.condEmbed)
      this.#condIn = new Linear(scope.at('cond_in'), inChannels + patchSize ** 2, hiddenSize)
    this.#txtIn = new Linear(scope.at('txt_in'), spec.contextInDim, hiddenSize)
    this.#doubleBlocks = Array.from(
      { length: spec.depth },
      (_, i) => new DoubleStreamBlock(scope.at('double_blocks', i), spec),
    )
    this.#singleBlocks = Array.from(
      { length: spec.depthSingleBlocks },
      (_, i) => new SingleStreamBlock(scope.at('single_blocks', i), spec),
    )
    this.#finalLayer = new FinalLayer(scope.at('final_layer'), spec)
    this.parameters = scope.parameters
  }

  /** The velocity of the image tokens, [B, Limg, inChannels]. */
  forward(g: Graph, inputs: Readonly<Record<string, Value>>): Value {
    const rotary = this.rotary(inputs)
    const prepared = this.prepare(g, inputs)
    const vec = g.silu(prepared.vec) // [B, C]
    let streams: Streams = prepared
    for (const block of this.#doubleBlocks) streams = block.forward(g, streams, vec, rotary)
    let x = g.concat([streams.txt, streams.img], 1) // [B, Ltxt + Limg, C]
    for (const block of this.#singleBlocks) x = block.forward(g, x, vec, rotary)
    const img = g.slice(x, 1, streams.txt.shape[1] as number) // [B, Limg, C]
    return this.#finalLayer.forward(g, img, vec)
  }

  /** Tokens of both streams and the conditioning vector, before the blocks. */
  prepare(g: Graph, inputs: Readonly<Record<string, Value>>): Streams & { readonly vec: Value } {
    const { img, txt, time, yVec, cond, guidance } = inputs as Readonly<Record<string, Value>> & MmditValues
    const projected = this.#imgIn.forward(g, img) // [B, Limg, C]
    const times = this.#timeIn.forward(g, time) // [B, C]
    const guided = this.#guidanceIn ? g.add(times, this.#guidanceIn.forward(g, guidance!)) : times // [B, C]
    return {
      img: this.#condIn ? g.add(projected, this.#condIn.forward(g, cond!)) : projected,
      txt: this.#txtIn.forward(g, txt), // [B, Ltxt, C]
      vec: g.add(guided, this.#vectorIn.forward(g, yVec)),
    }
  }

  private rotary({ cos, sin }: Readonly<Record<string, Value>>): Rotary {
    return { cos: cos!, sin: sin!, form: this.spec.useLigerRope ? 'halves' : 'interleaved' }
  }

  /** One prediction of the velocity, [B, Limg, inChannels]. */
  async predict(run: Run, inputs: MmditInputs): Promise<FloatTensor> {
    const feeds = this.#feeds(inputs)
    const { velocity } = await run(this.#program(feeds), feeds)
    return velocity as FloatTensor
  }

  #program(feeds: Tensors): Program {
    const shapes = Object.entries(feeds).map(([name, { shape }]) => `${name} ${shape.join('x')}`)
    return {
      name: `mmdit ${shapes.join(', ')}`,
      build: (g) => {
        const values = Object.entries(feeds).map(
          ([name, { shape }]) => [name, g.input(name, 'float32', shape)] as const,
        )
        g.output('velocity', this.forward(g, Object.fromEntries(values)))
      },
    }
  }

  #feeds({ timesteps, guidance, cond, ...rest }: MmditInputs): Tensors {
    if (this.spec.condEmbed !== (cond !== undefined))
      throw new Error('cond is for networks with condEmbed only')
    if (this.spec.guidanceEmbed && !guidance)
      throw new Error('guidance is needed by networks with guidanceEmbed')
    return {
      ...rest,
      time: timeEmbedding(timesteps),
      ...(cond ? { cond } : {}),
      ...(this.spec.guidanceEmbed ? { guidance: timeEmbedding(guidance!) } : {}),
    }
  }
}

interface MmditValues {
  readonly img: Value
  readonly txt: Value
  readonly time: Value
  readonly yVec: Value
  readonly cond?: Value
  readonly guidance?: Value
}

/** Modulated norm and projection to packed latents. */
class FinalLayer {
  readonly #modulation: Linear
  readonly #linear: Linear

  constructor(at: Scope, { hiddenSize, inChannels }: MmditSpec) {
    this.#linear = new Linear(at.at('linear'), hiddenSize, inChannels)
    this.#modulation = new Linear(at.at('adaLN_modulation', 1), hiddenSize, 2 * hiddenSize)
  }

  /** x [B, Limg, C], vec [B, C] after SiLU. */
  forward(g: Graph, x: Value, vec: Value): Value {
    const [shift, scale] = g.chunk(g.unsqueeze(this.#modulation.forward(g, vec), 1), 2, -1) as [Value, Value]
    const normal = g.layerNorm(x, epsilon)
    return this.#linear.forward(g, g.add(g.mul(normal, g.add(scale, 1)), shift))
  }
}
