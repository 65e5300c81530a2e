// B batch, Limg and Ltxt tokens, C hidden width, D width of a head
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run, Tensors } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Linear } from '../layers/linear.ts'
import { runSteps, type Step, type Values } from '../steps.ts'
import { DoubleStreamBlock, SingleStreamBlock } from './blocks.ts'
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

  /**
   * One prediction of the velocity, [B, Limg, inChannels]. `blocksPerProgram` bounds how many blocks' weights are
   * needed at one time; by default the network is one program.
   */
  async predict(
    run: Run,
    inputs: MmditInputs,
    blocksPerProgram = Number.POSITIVE_INFINITY,
  ): Promise<FloatTensor> {
    const steps = this.steps(inputs.txt.shape[1]!)
    const { velocity } = await runSteps(
      run,
      'mmdit',
      steps,
      this.#feeds(inputs),
      ['velocity'],
      blocksPerProgram,
    )
    return velocity as FloatTensor
  }

  /** The network from its inputs to the velocity, block by block. */
  steps(textLength: number): readonly Step[] {
    const conditions = [...(this.#condIn ? ['cond'] : []), ...(this.#guidanceIn ? ['guidance'] : [])]
    return [
      {
        name: 'prepare',
        needs: ['img', 'txt', 'time', 'yVec', ...conditions],
        gives: ['img', 'txt', 'vec'],
        emit: (g, values) => this.#prepare(g, values as MmditValues),
      },
      ...this.#doubleBlocks.map(
        (block, i): Step => ({
          name: `double block ${i}`,
          needs: ['img', 'txt', 'vec', 'cos', 'sin'],
          gives: ['img', 'txt'],
          emit: (g, { img, txt, vec, ...tables }) => ({
            ...block.forward(g, { img: img!, txt: txt! }, vec!, this.#rotary(tables)),
          }),
        }),
      ),
      {
        name: 'join',
        needs: ['img', 'txt'],
        gives: ['x'],
        emit: (g, { img, txt }) => ({ x: g.concat([txt!, img!], 1) }), // [B, Ltxt + Limg, C]
      },
      ...this.#singleBlocks.map(
        (block, i): Step => ({
          name: `single block ${i}`,
          needs: ['x', 'vec', 'cos', 'sin'],
          gives: ['x'],
          emit: (g, { x, vec, ...tables }) => ({ x: block.forward(g, x!, vec!, this.#rotary(tables)) }),
        }),
      ),
      {
        name: 'final layer',
        needs: ['x', 'vec'],
        gives: ['velocity'],
        emit: (g, { x, vec }) => ({
          velocity: this.#finalLayer.forward(g, g.slice(x!, 1, textLength), vec!),
        }),
      },
    ]
  }

  /** Tokens of both streams, and the conditioning vector after SiLU, as all blocks take it. */
  #prepare(g: Graph, { img, txt, time, yVec, cond, guidance }: MmditValues): Values {
    const projected = this.#imgIn.forward(g, img) // [B, Limg, C]
    const times = this.#timeIn.forward(g, time) // [B, C]
    const guided = this.#guidanceIn ? g.add(times, this.#guidanceIn.forward(g, guidance)) : times // [B, C]
    const vec = g.add(guided, this.#vectorIn.forward(g, yVec)) // [B, C]
    return {
      img: this.#condIn ? g.add(projected, this.#condIn.forward(g, cond)) : projected,
      txt: this.#txtIn.forward(g, txt), // [B, Ltxt, C]
      vec: g.silu(vec),
    }
  }

  #rotary({ cos, sin }: Values): Rotary {
    return { cos: cos!, sin: sin!, form: this.spec.useLigerRope ? 'halves' : 'interleaved' }
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

interface MmditValues extends Values {
  readonly img: Value
  readonly txt: Value
  readonly time: Value
  readonly yVec: Value
  readonly cond: Value
  readonly guidance: Value
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
