// C channels, T frames, H height, W width
import type { Tiling } from '../../models/autoencoder/tiling.ts'
import type { Provider } from '../../onnx/engine/providers.ts'
import type { Weights } from '../../onnx/engine/weights/open.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import type { Direction } from '../autoencoder-flops.ts'
import type { AutoencoderSpec } from '../variants.ts'

/** An autoencoder that runs: one of ours, ONNX files, or another program. Pixels are in [-1, 1]. */
export interface Codec {
  /** Video [1, 3, T, H, W] → latents [1, C, T', H', W']; the mode of a distribution. */
  encode(video: FloatTensor): Promise<FloatTensor>
  /** Latents [1, C, T', H', W'] → video [1, 3, T, H, W]. */
  decode(latents: FloatTensor): Promise<FloatTensor>
  /** Gets ready for an input of this shape, without encoding or decoding anything. Others do so when they first run. */
  prepare?(direction: Direction, shape: readonly number[]): Promise<void>
  /** Highest resident memory of processes beside this one, bytes; 0 when there are none. */
  outsidePeakBytes(): Promise<number>
  release(): Promise<void>
}

/** Which autoencoder, as data. Paths are absolute. */
export type CodecSpec =
  | { readonly kind: 'built-in'; readonly autoencoder: AutoencoderSpec; readonly tiling: Tiling }
  | { readonly kind: 'onnx'; readonly encoder: string; readonly decoder: string }
  | {
      readonly kind: 'process'
      readonly command: readonly string[]
      readonly folder: string
      /** Seconds that one call may take. */
      readonly callSeconds: number
    }

export interface CodecOptions {
  readonly provider: Provider
  readonly threads: number
  /** See SessionOptions. */
  readonly sleepBetweenRuns?: boolean
  /** Of built-in autoencoders: a checkpoint, or a folder for made-up weights, with which only time means something. */
  readonly weights: Weights | { readonly syntheticFolder: string }
}

/** Opens an autoencoder. Throws what reading its weights or files throws, as BenchError. */
export async function openCodec(spec: CodecSpec, options: CodecOptions): Promise<Codec> {
  // each kind brings a library of its own
  if (spec.kind === 'built-in') return (await import('./built-in.ts')).openBuiltIn(spec, options)
  if (spec.kind === 'onnx') return (await import('./onnx-files.ts')).openOnnxFiles(spec, options)
  return (await import('./process-codec.ts')).openProcessCodec(spec)
}
