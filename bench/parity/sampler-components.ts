import { z } from 'zod'
import { type ConditionType, conditionTypes, referenceCondition } from '../models/sampler/condition.ts'
import { cpuGenerator } from '../models/sampler/cpu-generator.ts'
import { drawBfloat16Noise, drawNoise } from '../models/sampler/noise.ts'
import { imageIds, pack, unpack } from '../models/sampler/packing.ts'
import { latentGrid } from '../models/sampler/video-size.ts'
import { elementCount, type FloatTensor, floatTensor, type Tensor, tensor } from '../tensor/tensor.ts'
import { type CaseFunction, type CaseInputs, type CaseOutputs, need, pureComponent } from './component.ts'

const count = z.int().positive()
const cpu = { device: 'cpu' } as const

const packing: CaseFunction = async (inputs, params) => {
  const { patch_size } = z.object({ patch_size: count }).parse(params)
  const x = need(inputs, 'x', 'float32')
  const packed = pack(x, patch_size)
  const [, , frames, height, width] = x.shape as [number, number, number, number, number]
  const back = unpack(packed, { frames, height, width }, patch_size)
  if (!back.data.every((value, i) => value === x.data[i]))
    throw new Error('unpack is not the inverse of pack')
  return { packed }
}

const noiseSchema = z.object({
  num_samples: count,
  channel: count,
  num_frames: count,
  height: count,
  width: count,
  seed: z.int(),
  patch_size: count,
  AE_SPATIAL_COMPRESSION: count,
  dtype: z.enum(['float32', 'bfloat16']),
})

const noise: CaseFunction = async (_, params) => {
  const p = noiseSchema.parse(params)
  const tokenPixels = p.AE_SPATIAL_COMPRESSION
  const grid = latentGrid(p, p.num_frames, { tokenPixels, patch: p.patch_size })
  const shape = [p.num_samples, p.channel, grid.frames, grid.height, grid.width]
  return { z: p.dtype === 'float32' ? drawNoise(p.seed, shape, cpu) : drawBfloat16Noise(p.seed, shape, cpu) }
}

/** Packed latents, positions and embeddings, repeated to the batch of the text. */
const preparation =
  (fixedPatch?: number): CaseFunction =>
  async (inputs, params) => {
    const patch = fixedPatch ?? z.object({ patch_size: count }).parse(params).patch_size
    const img = need(inputs, 'img', 'float32')
    const [txt, yVec] = [need(inputs, 't5_embedding', 'float32'), need(inputs, 'clip_embedding', 'float32')]
    const [, , frames, height, width] = img.shape as [number, number, number, number, number]
    const batch = txt.shape[0]!
    return {
      img: repeatBatch(pack(img, patch), batch),
      img_ids: imageIds(batch, { frames, height, width }, patch),
      txt,
      txt_ids: floatTensor([batch, txt.shape[1]!, 3]),
      y_vec: yVec,
    }
  }

const conditionSchema = z.object({ mask_cond: z.enum(conditionTypes), causal: z.boolean() })

const condition: CaseFunction = async (inputs, params) => {
  const { mask_cond, causal } = conditionSchema.parse(params)
  const z = need(inputs, 'z', 'float32')
  const media = Array.from({ length: z.shape[0]! }, (_, item) => referencesOf(inputs, `ref_${item}_`))
  const { masks, maskedReference } = referenceCondition(z.shape, mask_cond as ConditionType, media, causal)
  return { masks, masked_z: maskedReference }
}

/** References of one batch item, head before tail. */
function referencesOf(inputs: CaseInputs, prefix: string): FloatTensor[] | null {
  const names = ['head', 'tail', 'video'].filter((name) => inputs[prefix + name])
  return names.length === 0 ? null : names.map((name) => need(inputs, prefix + name, 'float32'))
}

export const sampler = pureComponent({
  'pack(x, patch_size); unpack(packed, height, width, num_frames, patch_size) == x': packing,
  "get_noise(num_samples,height,width,num_frames,'cpu',dtype,seed,patch_size,channel)": noise,
  'prepare_ids(img, t5_embedding, clip_embedding)': preparation(2),
  'prepare(t5, clip, img(b=1), prompt=[text, neg, neg], patch_size=1) with t5/clip returning the given embeddings':
    preparation(),
  'prepare_inference_condition(z, mask_cond, ref_list, causal)': condition,
  prepare_inference_condition: condition,
  'prepare_inference_condition (T==1 -> no masking at all)': condition,
})

/** torch.randn in three precisions and several sizes, each from a fresh generator. */
export const torchRandom = pureComponent({
  'torch.randn': async (_, params) => {
    const { seed, sizes } = z.object({ seed: z.int(), sizes: z.array(count) }).parse(params)
    const words = cpuGenerator(seed)
    const uniforms = cpuGenerator(seed)
    const sequence = cpuGenerator(seed)
    const outputs: Record<string, Tensor> = {
      mt19937_u32_first40: tensor(
        'int64',
        [40],
        BigInt64Array.from({ length: 40 }, () => BigInt(words.word())),
      ),
      uniform_f32_n20: floatTensor(
        [20],
        Float32Array.from({ length: 20 }, () => uniforms.uniform()),
      ),
      sequence_f32_5_then_7_then_20: floatTensor(
        [32],
        [5, 7, 20].flatMap((n) => [...sequence.normals(n)]),
      ),
    }
    for (const n of sizes) Object.assign(outputs, normalsOf(seed, n))
    return outputs
  },
})

const normalsOf = (seed: number, n: number): CaseOutputs => ({
  [`f32_n${n}`]: floatTensor([n], cpuGenerator(seed).normals(n)),
  [`bf16_n${n}`]: tensor('bfloat16', [n], cpuGenerator(seed).bfloat16Normals(n)),
  [`f64_n${n}`]: tensor('float64', [n], cpuGenerator(seed).doubleNormals(n)),
})

function repeatBatch(x: FloatTensor, batch: number): FloatTensor {
  if (x.shape[0] === batch) return x
  const out = floatTensor([batch, ...x.shape.slice(1)])
  for (let i = 0; i < batch; i++) out.data.set(x.data, i * elementCount(x.shape))
  return out
}
