// FLOPs by hand, two per multiply-add, without reading a graph. L tokens, C width, P positions (T·H·W)
import type { DcSpec } from '../../bench/models/autoencoder/dc-spec.ts'
import type { HunyuanSpec } from '../../bench/models/autoencoder/hunyuan-spec.ts'
import type { MmditSpec } from '../../bench/models/mmdit/spec.ts'
import type { ClipTextSpec } from '../../bench/models/text/clip-text.ts'
import type { T5Spec } from '../../bench/models/text/t5-encoder.ts'

const cube = 27
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** One prediction of a batch of one. */
export function mmditByHand(spec: MmditSpec, image: number, text: number): number {
  const { hiddenSize: C, depth, depthSingleBlocks, inChannels, patchSize } = spec
  const L = image + text
  // q, k, v, out: 4C²; up and down: 8C²
  const linear = 2 * 12 * C * C * L
  const attention = 2 * 2 * L * L * C
  const double = linear + attention + 2 * (2 * C * 6 * C)
  const single = linear + attention + 2 * C * 3 * C
  const perImageToken = inChannels + (spec.condEmbed ? inChannels + patchSize ** 2 : 0) + inChannels
  const ends = 2 * C * (image * perImageToken + text * spec.contextInDim + 2 * C)
  const embedders = [256, spec.vecInDim, ...(spec.guidanceEmbed ? [256] : [])]
  return (
    depth * double + depthSingleBlocks * single + ends + sum(embedders.map((width) => 2 * C * (width + C)))
  )
}

export function t5ByHand({ dModel: C, dFf, numLayers, numHeads, dKv }: T5Spec, L: number): number {
  const inner = numHeads * dKv
  return numLayers * (2 * L * (4 * C * inner + 3 * C * dFf) + 4 * L * L * inner)
}

export function clipByHand(spec: ClipTextSpec, L: number): number {
  const { hiddenSize: C, intermediateSize, numHiddenLayers } = spec
  return numHiddenLayers * (2 * L * (4 * C * C + 2 * C * intermediateSize) + 4 * L * L * C)
}

/** Multiply-adds of a chain of 3×3×3 convolutions at one resolution, per position. */
const convs = (...widths: readonly (readonly [number, number])[]) => sum(widths.map(([a, b]) => cube * a * b))

/** A residual block: two convolutions, and a 1×1×1 one where the width changes. */
const resnet = (a: number, b: number) => convs([a, b], [b, b]) + (a === b ? 0 : a * b)

/** Attention of each frame to itself and all earlier ones, and four projections. */
const causalAttention = (frames: number, pixels: number, C: number) =>
  4 * C * C * frames * pixels + (2 * C * pixels * pixels * frames * (frames + 1)) / 2

/** Latents of t × h × w; t counts the causal first frame. */
export function hunyuanDecodeByHand(spec: HunyuanSpec, t: number, h: number, w: number): number {
  const [d, c, b, a] = spec.blockOutChannels as readonly [number, number, number, number]
  const z = spec.latentChannels
  const P0 = t * h * w
  const P1 = 4 * P0
  const P2 = (2 * t - 1) * 16 * h * w
  const P3 = (4 * t - 3) * 64 * h * w
  return (
    2 *
    (P0 * (z * z + convs([z, a]) + 2 * resnet(a, a) + 3 * resnet(a, a)) +
      causalAttention(t, h * w, a) +
      P1 * (convs([a, a]) + resnet(a, b) + 2 * resnet(b, b)) +
      P2 * (convs([b, b]) + resnet(b, c) + 2 * resnet(c, c)) +
      P3 * (convs([c, c]) + resnet(c, d) + 2 * resnet(d, d) + convs([d, 3])))
  )
}

/** Pixels that become latents of t × h × w. */
export function hunyuanEncodeByHand(spec: HunyuanSpec, t: number, h: number, w: number): number {
  const [a, b, c, d] = spec.blockOutChannels as readonly [number, number, number, number]
  const z = 2 * spec.latentChannels
  const Q0 = (4 * t - 3) * 64 * h * w
  const Q1 = (4 * t - 3) * 16 * h * w
  const Q2 = (2 * t - 1) * 4 * h * w
  const Q3 = t * h * w
  return (
    2 *
    (Q0 * (convs([3, a]) + 2 * resnet(a, a)) +
      Q1 * (convs([a, a]) + resnet(a, b) + resnet(b, b)) +
      Q2 * (convs([b, b]) + resnet(b, c) + resnet(c, c)) +
      Q3 * (convs([c, c]) + resnet(c, d) + 3 * resnet(d, d) + convs([d, z]) + z * z) +
      causalAttention(t, h * w, d))
  )
}

/** An EfficientViT block per position: linear attention with heads of 32 at two scales, then the gated convolution. */
function vitBlock(C: number): number {
  const qkv = 3 * C * C + 125 * 3 * C + 32 * 3 * C
  const heads = (2 * C) / 32
  const attention = heads * (32 * 32 + 32 + 32 * 32)
  const gated = 8 * C * C + cube * 8 * C + 4 * C * C
  return qkv + attention + 2 * C * C + gated
}

const dcBlock = (stage: number, C: number) => (stage < 3 ? convs([C, C], [C, C]) : vitBlock(C))

/** Positions of a stage: the last one has the latents', each before it four times the pixels, two of them also frames. */
const dcPositions = (stage: number, t: number, h: number, w: number) =>
  t * (stage < 4 ? 4 : stage < 5 ? 2 : 1) * h * w * 4 ** (5 - stage)

/** Latents of t × h × w, t above 1. */
export function dcDecodeByHand(spec: DcSpec, t: number, h: number, w: number): number {
  const { decoderWidthList: widths, decoderDepthList: depths, latentChannels } = spec
  const stages = widths.map((width, stage) => {
    const before = widths[stage + 1]
    const up = before === undefined ? convs([latentChannels, width]) : convs([before, width])
    return dcPositions(stage, t, h, w) * (up + depths[stage]! * dcBlock(stage, width))
  })
  return 2 * (sum(stages) + dcPositions(0, t, h, w) * convs([widths[0]!, 3]))
}

/** Pixels that become latents of t × h × w, t above 1. */
export function dcEncodeByHand(spec: DcSpec, t: number, h: number, w: number): number {
  const { encoderWidthList: widths, encoderDepthList: depths, latentChannels } = spec
  const stages = widths.map((width, stage) => {
    const before = widths[stage - 1] ?? 3
    return dcPositions(stage, t, h, w) * (convs([before, width]) + depths[stage]! * dcBlock(stage, width))
  })
  return 2 * (sum(stages) + dcPositions(5, t, h, w) * convs([widths.at(-1)!, latentChannels]))
}
