import { z } from 'zod'
import type { TextEmbedding } from '../generators/open-sora/prediction.ts'
import { prepareImage, prepareVideo } from '../generators/open-sora/reference-pixels.ts'
import {
  restoreReferences,
  sampleImageLatents,
  sampleVideoLatents,
  type VideoLatents,
} from '../generators/open-sora/video-latents.ts'
import { crop } from '../models/autoencoder/volume.ts'
import { conditionTypes } from '../models/sampler/condition.ts'
import { frameBytes } from '../models/sampler/frame-bytes.ts'
import { drawNoise } from '../models/sampler/noise.ts'
import { latentFrames, latentGrid } from '../models/sampler/video-size.ts'
import {
  elementCount,
  type FloatTensor,
  floatTensor,
  type Tensor,
  tensor,
  toFloat32,
} from '../tensor/tensor.ts'
import {
  CaseError,
  type CaseFunction,
  type CaseInputs,
  type CaseOutputs,
  composite,
  need,
  type OpenNetwork,
  pureComponent,
} from './component.ts'
import { fluxAutoencoder, hunyuan, mmdit } from './network-components.ts'
import { statedRule } from './tolerance.ts'

const count = z.int().positive()
const guidedSchema = z.object({
  cond_type: z.enum(conditionTypes),
  num_steps: count,
  guidance: z.number(),
  guidance_img: z.number(),
  text_osci: z.boolean(),
  image_osci: z.boolean(),
  scale_temporal_osci: z.boolean(),
})
const distilledSchema = z.object({ num_steps: count, guidance: z.number() })

/** Steps of a sampling with the latents that each starts from. */
interface Sampled extends Omit<VideoLatents, 'condition'> {
  readonly before: readonly FloatTensor[]
}

async function sampleGuided(
  open: OpenNetwork,
  inputs: CaseInputs,
  params: unknown,
  noise: FloatTensor,
): Promise<Sampled & Pick<VideoLatents, 'condition'>> {
  const p = guidedSchema.parse(params)
  const [prompt, negative] = [embeddingAt(inputs, 0), embeddingAt(inputs, 1)]
  const before: FloatTensor[] = []
  const sampled = await sampleVideoLatents({
    mmdit: await open('mmdit-v2', mmdit),
    noise,
    steps: p.num_steps,
    shift: true,
    prompt,
    negative,
    guidance: {
      text: p.guidance,
      image: p.guidance_img,
      textOscillation: p.text_osci,
      imageOscillation: p.image_osci,
      temporalScaling: p.scale_temporal_osci,
    },
    conditionType: p.cond_type,
    references: referencesOf(inputs),
    causal: true,
    onStep: (_, latents) => before.push(latents),
  })
  return { ...sampled, before }
}

async function sampleDistilled(
  open: OpenNetwork,
  inputs: CaseInputs,
  params: unknown,
  noise: FloatTensor,
): Promise<Omit<VideoLatents, 'condition'>> {
  const { num_steps: steps, guidance } = distilledSchema.parse(params)
  const prompt = embeddingAt(inputs, 0)
  return sampleImageLatents({
    mmdit: await open('mmdit-flux', mmdit),
    noise,
    steps,
    shift: true,
    prompt,
    guidance,
  })
}

/** Sampling from given noise. */
export const denoise = composite((open) => ({
  'I2VDenoiser().denoise': async (inputs, params) => {
    const sampled = await sampleGuided(open, inputs, params, need(inputs, 'z', 'float32'))
    return {
      ...latentOutputs(sampled),
      masks: sampled.condition.masks,
      masked_ref: sampled.condition.maskedReference,
      latents_before_each_step: joinRows(sampled.before),
    }
  },
  'DistilledDenoiser().denoise': async (inputs, params) =>
    latentOutputs(await sampleDistilled(open, inputs, params, need(inputs, 'z', 'float32'))),
}))

const latentOutputs = ({
  packed,
  latents,
  times,
}: Sampled | Omit<VideoLatents, 'condition'>): CaseOutputs => ({
  packed_final: packed,
  latent_final: latents,
  timesteps: tensor('float64', [times.length], Float64Array.from(times)),
})

const pipelineSchema = z.object({
  method: z.enum(['i2v', 'distill']),
  cond_type: z.enum(conditionTypes),
  seed: z.int(),
  height: count,
  width: count,
  num_frames: count,
  temporal_reduction: count,
  is_causal_vae: z.boolean(),
  use_spatial_tiling: z.boolean(),
})
type PipelineParams = z.output<typeof pipelineSchema>

// the fixtures' networks have latents of 4 channels, in patches of 2, 8 pixels a latent
const noiseLayout = { channels: 4, patch: 2, tokenPixels: 16 }

function pipelineNoise(p: PipelineParams): FloatTensor {
  const timeRule = { temporalReduction: p.temporal_reduction, causal: p.is_causal_vae }
  const grid = latentGrid(p, latentFrames(p.num_frames, timeRule), noiseLayout)
  const shape = [1, noiseLayout.channels, grid.frames, grid.height, grid.width]
  return drawNoise(p.seed, shape, { device: 'cpu' })
}

const toBytes: CaseFunction = async (inputs) => {
  const x = inputs.x
  if (x?.dtype !== 'float32' && x?.dtype !== 'bfloat16') throw new CaseError('input x: expected floats')
  return { frames_uint8: bytesTensor(toFloat32(x), x.dtype) }
}

/** Noise to 8-bit frames, from given embeddings and reference latents. */
export const pipeline = composite((open) => ({
  'api_fn + save_sample': async (inputs, params) => {
    const p = pipelineSchema.parse(params)
    const { latents } = await sampleGuided(open, inputs, params, pipelineNoise(p))
    restoreReferences(latents, p.cond_type, referencesOf(inputs))
    const { network, run } = await open('hunyuan-vae', hunyuan)
    const decoded = await network.decode(run, latents, { spatial: p.use_spatial_tiling, temporal: false })
    const video = crop(decoded, 2, 0, p.num_frames)
    return { latent_to_vae: latents, video, frames_uint8: bytesTensor(video, 'float32') }
  },
  'api_fn + save_sample (PNG)': async (inputs, params) => {
    const { latents } = await sampleDistilled(
      open,
      inputs,
      params,
      pipelineNoise(pipelineSchema.parse(params)),
    )
    const { network, run } = await open('autoencoder-2d', fluxAutoencoder)
    const video = await network.decode(run, latents)
    return { latent_to_vae: latents, video, frames_uint8: bytesTensor(video, 'float32') }
  },
  'save_sample(x[C,T,H,W]) video branch': toBytes,
  'save_sample(x[C,1,H,W]) image branch (torchvision save_image normalize value_range=(-1,1))': toBytes,
}))

const imageFunction = "read_from_path(png, image_size, 'resize_crop') -> [C,1,H,W] in [-1,1]"
const videoFunction = "get_transforms_video('resize_crop', image_size)(uint8 TCHW).permute(1,0,2,3)"
const sizeSchema = z
  .object({ image_size: z.tuple([count, count]) })
  .transform(({ image_size: [height, width] }) => ({ height, width }))

/** Pictures and videos cut to size for the autoencoder. */
export const preprocess = pureComponent(
  {
    [imageFunction]: async (inputs, params) => {
      const { shape, data } = need(inputs, 'image_uint8_hwc', 'uint8')
      return { x: prepareImage({ height: shape[0]!, width: shape[1]!, data }, sizeSchema.parse(params)) }
    },
    [videoFunction]: async (inputs, params) => {
      const { shape, data } = need(inputs, 'video_uint8_tchw', 'uint8')
      const [frames, , height, width] = shape as [number, number, number, number]
      const size = 3 * height * width
      const planes = Array.from({ length: frames }, (_, i) => data.subarray(i * size, (i + 1) * size))
      return { x: prepareVideo(planes, { height, width }, sizeSchema.parse(params)) }
    },
  },
  // the folder words its rule for pictures: one of 255 levels, which span [-1, 1]
  (name, tolerance) =>
    name === imageFunction
      ? { kind: 'elementwise', atol: 2 / 255 + 1e-6, rtol: 0 }
      : statedRule(tolerance, 'video'),
)

function bytesTensor(video: FloatTensor, precision: 'float32' | 'bfloat16'): Tensor {
  const { frames, height, width, data } = frameBytes(video, precision)
  return tensor('uint8', [frames, height, width, 3], data)
}

const referencesOf = (inputs: CaseInputs): FloatTensor[] =>
  ['ref_head', 'ref_tail'].filter((name) => inputs[name]).map((name) => need(inputs, name, 'float32'))

/** Row `i` of the recorded embeddings: the prompt's is the first, then the negative prompt's. */
function embeddingAt(inputs: CaseInputs, i: number): TextEmbedding {
  return {
    tokens: rowOf(need(inputs, 't5', 'float32'), i),
    pooled: rowOf(need(inputs, 'clip', 'float32'), i),
  }
}

function rowOf({ shape, data }: FloatTensor, i: number): FloatTensor {
  const rest = shape.slice(1)
  const size = elementCount(rest)
  return floatTensor([1, ...rest], data.slice(i * size, (i + 1) * size))
}

/** [1, …] each → [N, …]. */
function joinRows(parts: readonly FloatTensor[]): FloatTensor {
  const rest = parts[0]!.shape.slice(1)
  const out = floatTensor([parts.length, ...rest])
  parts.forEach((part, i) => {
    out.data.set(part.data, i * elementCount(rest))
  })
  return out
}
