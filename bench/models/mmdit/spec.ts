import { GraphError } from '../../onnx/graph/shape.ts'

/** Sizes and variants of an MMDiT, named as in the upstream configurations. */
export interface MmditSpec {
  /** Width of a packed image token: latent channels times patch size squared. */
  readonly inChannels: number
  /** Width of the pooled CLIP vector. */
  readonly vecInDim: number
  /** Width of a T5 token. */
  readonly contextInDim: number
  readonly hiddenSize: number
  readonly mlpRatio: number
  readonly numHeads: number
  /** Double-stream blocks. */
  readonly depth: number
  readonly depthSingleBlocks: number
  /** Channels of a head that rotate with time, height and width. */
  readonly axesDim: readonly number[]
  readonly theta: number
  readonly qkvBias: boolean
  /** Whether a guidance strength conditions the network (distilled models). */
  readonly guidanceEmbed: boolean
  /** Whether masked reference latents condition the network. */
  readonly condEmbed: boolean
  /** Whether one matrix projects queries, keys and values. */
  readonly fusedQkv: boolean
  /** Rotary pairs are channel halves (true, Open-Sora v2) or neighbours (false, FLUX). */
  readonly useLigerRope: boolean
  readonly patchSize: number
}

/** Throws when the sizes contradict each other. */
export function checkMmditSpec({ hiddenSize, numHeads, axesDim }: MmditSpec): void {
  const headWidth = hiddenSize / numHeads
  const rotated = axesDim.reduce((sum, width) => sum + width, 0)
  if (!Number.isInteger(headWidth) || rotated !== headWidth || axesDim.some((width) => width % 2 !== 0)) {
    throw new GraphError(
      `MMDiT: hidden size ${hiddenSize} in ${numHeads} heads, rotary axes ${axesDim.join(' + ')}: expected even axes that sum to ${headWidth}`,
    )
  }
}
