// B images, S side of the images, C width of a trunk, D features
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import type { LowRank } from './layers/low-rank.ts'
import { unitVectors } from './layers/unit-vectors.ts'
import { type VitForm, type VitSpec, VitTrunk } from './layers/vit-trunk.ts'
import { type Channels, clipChannels, imageNetChannels } from './preprocess/channels.ts'

/** CLIP's image tower in the form of DINO's transformer, with its projection. */
export interface ProjectedVitSpec extends VitSpec {
  /** Width of the projection. */
  readonly features: number
}

/** What the transformers were fine-tuned with; names of peft's adapter_config.json. */
export interface AdapterSpec {
  readonly r: number
  readonly loraAlpha: number
}

export interface DreamSimSpec {
  readonly dino: VitSpec
  readonly clip: ProjectedVitSpec
  readonly openClip: ProjectedVitSpec
  readonly lora: AdapterSpec
}

// dreamsim/feature_extraction/load_clip_as_dino.py and load_open_clip_as_dino.py: OpenCLIP keeps the exact GELU
const clipForm: VitForm = { normaliseFirst: true, epsilon: 1e-5, quickGelu: true }
const openClipForm: VitForm = { normaliseFirst: true, epsilon: 1e-5 }

/**
 * The ensemble of DreamSim: DINO, CLIP and OpenCLIP, fine-tuned by low-rank changes of their queries, keys and values.
 * DINO gives its class token before the last normalisation, the others their projected features.
 *
 * Source: Fu et al. 2023; ssundaram21/dreamsim, dreamsim/model.py, PerceptualModel.embed, type `ensemble`.
 */
export class DreamSim implements Network {
  readonly parameters: readonly Parameter[]
  readonly #dino: VitTrunk
  readonly #clip: ProjectedVit
  readonly #openClip: ProjectedVit

  constructor({ dino, clip, openClip, lora }: DreamSimSpec) {
    const root = new Scope()
    const lowRank: LowRank = { rank: lora.r, scale: lora.loraAlpha / lora.r }
    const [first, second, third] = [0, 1, 2].map((index) => root.at('extractor_list', index))
    this.#dino = new VitTrunk(first!.at('model'), dino, { lowRank })
    this.#clip = new ProjectedVit(second!, second!.at('model'), clip, { ...clipForm, lowRank })
    this.#openClip = new ProjectedVit(third!, third!.at('model'), openClip, { ...openClipForm, lowRank })
    this.parameters = root.parameters
  }

  /** Pixels of 0 … 1, [B, 3, S, S] → features [B, D] without mean, of length 1. */
  forward(g: Graph, pixels: Value): Value {
    const forClip = normalised(g, pixels, clipChannels)
    const features = [
      this.#dino.rawState(g, normalised(g, pixels, imageNetChannels)),
      this.#clip.forward(g, forClip),
      this.#openClip.forward(g, forClip),
    ]
    const joined = g.concat(features, 1) // [B, D]
    return unitVectors(g, g.sub(joined, g.mean(joined, [1])))
  }

  /** Pixels of 0 … 1, float32 [B, 3, S, S] → features float32 [B, D] without mean, of length 1. */
  async embed(run: Run, pixels: FloatTensor): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `dreamsim ${pixels.shape.join('x')}`,
        build: (g) => g.output('features', this.forward(g, g.input('pixels', 'float32', pixels.shape))),
      },
      { pixels },
    )
    return features as FloatTensor
  }
}

/** CLIP's or OpenCLIP's file of the ensemble, whose tensors are DreamSim's under other names. */
export class DreamSimClip implements Network {
  readonly spec: ProjectedVitSpec
  readonly parameters: readonly Parameter[]

  constructor(spec: ProjectedVitSpec) {
    const root = new Scope()
    new ProjectedVit(root, root, spec, clipForm)
    this.spec = spec
    this.parameters = root.parameters
  }
}

/** The name in the ensemble of a tensor of its n-th file: the projection lies beside the transformer (extractor.py). */
export const dreamsimName = (file: number, name: string) =>
  name === 'proj' ? `extractor_list.${file}.proj` : `extractor_list.${file}.model.${name}`

/** Whether a tensor of the ensemble comes from its adapter. */
export const isAdapterName = (name: string) => /\.lora_[AB]\.weight$/.test(name)

class ProjectedVit {
  readonly #trunk: VitTrunk
  readonly #projection: Parameter

  constructor(at: Scope, trunk: Scope, spec: ProjectedVitSpec, form: VitForm) {
    this.#trunk = new VitTrunk(trunk, spec, form)
    this.#projection = at.parameter('proj', [spec.embedDim, spec.features])
  }

  /** Normalised pixels [B, 3, S, S] → features [B, D]. */
  forward(g: Graph, pixels: Value): Value {
    return g.matMul(this.#trunk.state(g, pixels), g.use(this.#projection))
  }
}

function normalised(g: Graph, pixels: Value, { mean, deviation }: Channels): Value {
  const list = (values: readonly number[]) =>
    g.cast(g.constant(floatTensor([1, values.length, 1, 1], values)), pixels.dtype)
  return g.div(g.sub(pixels, list(mean)), list(deviation))
}
