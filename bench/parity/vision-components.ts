import { z } from 'zod'
import { AestheticHead } from '../models/vision/aesthetic-head.ts'
import { architectures } from '../models/vision/architectures.ts'
import { Clip } from '../models/vision/clip.ts'
import { Dino } from '../models/vision/dino.ts'
import { DinoV2 } from '../models/vision/dinov2.ts'
import { DreamSim } from '../models/vision/dreamsim.ts'
import { Amt } from '../models/vision/flow/amt.ts'
import { Raft } from '../models/vision/flow/raft.ts'
import { Musiq } from '../models/vision/musiq/musiq.ts'
import { clipFrames } from '../models/vision/preprocess/clip-frames.ts'
import { Umt } from '../models/vision/umt.ts'
import { Viclip, viclipSide } from '../models/vision/viclip.ts'
import { type FloatTensor, floatTensor, type Tensor, tensor } from '../tensor/tensor.ts'
import { type CaseInputs, component, need } from './component.ts'

const count = z.int().positive()

export const dino = component(architectures.dino, (spec) => new Dino(spec), {
  embed: async (network, run, inputs) => ({
    cls: await network.embed(run, need(inputs, 'pixel_values', 'float32')),
  }),
})

export const dinov2 = component(architectures.dinov2, (spec) => new DinoV2(spec), {
  embed: async (network, run, inputs) => ({
    cls: await network.embed(run, need(inputs, 'pixel_values', 'float32')),
  }),
})

export const dreamsim = component(architectures.dreamsim, (spec) => new DreamSim(spec), {
  embed: async (network, run, inputs) => ({
    embedding: await network.embed(run, need(inputs, 'pixels', 'float32')),
  }),
})

export const openaiClip = component(architectures.clip, (spec) => new Clip(spec), {
  forward: async (network, run, inputs) => {
    const images = await network.embedImages(run, need(inputs, 'pixel_values', 'float32'))
    const texts = await network.embedTexts(run, tokenIds(inputs))
    const logits = await network.logits(run, images, texts)
    return {
      image_features: images,
      text_features: texts,
      logits_per_image: logits,
      logits_per_text: transposed(logits),
    }
  },
})

export const aestheticHead = component(architectures.aestheticHead, (spec) => new AestheticHead(spec), {
  score: async (network, run, inputs) => {
    const { normal, ratings } = await network.rate(run, need(inputs, 'features', 'float32'))
    return { features_normalized: normal, normalized_scores: ratings }
  },
})

export const umt = component(architectures.umt, (spec) => new Umt(spec), {
  classify: async (network, run, inputs) => ({
    logits: await network.classify(run, need(inputs, 'input', 'float32')),
  }),
})

export const viclip = component(architectures.viclip, (spec) => new Viclip(spec), {
  forward: async (network, run, inputs) => {
    const pixels = clipFrames(need(inputs, 'frames_u8', 'uint8'), viclipSide)
    const video = await network.embedVideo(run, pixels)
    const texts = await network.embedTexts(run, tokenIds(inputs))
    return { vision_features: video, text_features: texts, sim_text_x_video: cosines(texts, video) }
  },
})

export const raft = component(architectures.raft, (spec) => new Raft(spec), {
  flow: async (network, run, inputs, params) => {
    const { iters } = z.object({ iters: count }).parse(params)
    const [first, second] = [need(inputs, 'frame1', 'uint8'), need(inputs, 'frame2', 'uint8')]
    const features = [await network.features(run, first), await network.features(run, second)] as const
    const { low, full } = await network.flow(run, first, features, iters)
    return { flow_low: low, flow_up: full }
  },
})

export const amt = component(architectures.amt, () => new Amt(), {
  interpolate: async (network, run, inputs, params) => {
    z.object({ t: z.literal(0.5), scale_factor: z.literal(1) }).parse(params)
    const [first, second] = [need(inputs, 'frame0', 'uint8'), need(inputs, 'frame1', 'uint8')]
    const { padded, frame } = await network.interpolate(run, first, second)
    return { imgt_pred_padded: padded, interp_u8: frame }
  },
})

export const musiq = component(architectures.musiq, (spec) => new Musiq(spec), {
  score: async (network, run, inputs, params) => {
    z.object({ preprocess: z.literal('longer') }).parse(params)
    return { score: await network.score(run, unitPlanes(need(inputs, 'frame', 'uint8'))) }
  },
})

/** Recorded token ids, which are int32, as the networks take them. */
function tokenIds(inputs: CaseInputs): Tensor<'int64'> {
  const { shape, data } = need(inputs, 'tokens', 'int32')
  return tensor('int64', shape, BigInt64Array.from(data, BigInt))
}

/** A frame uint8 [H, W, 3] as planes [3, H, W] from 0 to 1; the recorded frames are too small to be shrunk first. */
function unitPlanes({ shape, data }: Tensor<'uint8'>): FloatTensor {
  const [rows, columns] = shape as readonly [number, number, number]
  const planes = floatTensor([3, rows, columns])
  data.forEach((byte, i) => {
    planes.data[(i % 3) * rows * columns + Math.floor(i / 3)] = byte / 255
  })
  return planes
}

function transposed({ shape, data }: FloatTensor): FloatTensor {
  const [rows, columns] = shape as readonly [number, number]
  const out = floatTensor([columns, rows])
  data.forEach((value, i) => {
    out.data[(i % columns) * rows + Math.floor(i / columns)] = value
  })
  return out
}

/** Cosines between rows: [A, D] and [B, D] → [A, B]. */
function cosines(a: FloatTensor, b: FloatTensor): FloatTensor {
  const row = ({ shape, data }: FloatTensor, i: number) => data.subarray(i * shape[1]!, (i + 1) * shape[1]!)
  const product = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  const columns = b.shape[0]!
  const out = floatTensor([a.shape[0]!, columns])
  out.data.forEach((_, i) => {
    const [x, y] = [row(a, Math.floor(i / columns)), row(b, i % columns)]
    out.data[i] = product(x, y) / Math.sqrt(product(x, x) * product(y, y))
  })
  return out
}
