import { z } from 'zod'
import { type Provider, providers } from '../../onnx/engine/providers.ts'
import { openWeights } from '../../onnx/engine/weights/open.ts'
import { decodeFrames } from '../../video/decode.ts'
import { type Codec, type CodecSpec, openCodec } from '../codec/codec.ts'
import { type LpipsMeter, type LpipsPaths, openLpips } from './lpips-meter.ts'
import { type Reconstruction, reconstructClips } from './reconstruct.ts'
import type { AxisBorders } from './tile-borders.ts'

/** What a process that reconstructs is started with. Paths are absolute. */
export interface QualityServerSettings {
  readonly codec: CodecSpec
  /** Checkpoint of a built-in autoencoder; null for others, which bring their own. */
  readonly weights: string | null
  readonly syntheticFolder: string
  /** Null where the weights of LPIPS are not here. */
  readonly lpips: LpipsPaths | null
  readonly provider: Provider
  readonly threads: number
}

/** One clip at one size. */
export interface QualityTask {
  readonly clip: { readonly name: string; readonly path: string }
  readonly height: number
  readonly width: number
  readonly frames: number
  readonly borders: readonly AxisBorders[]
}

const written = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)
const path = z.string().min(1)

// both are written by this program's own parent
const settingsSchema = z.object({
  codec: written<CodecSpec>(),
  weights: path.nullable(),
  syntheticFolder: path,
  lpips: z.object({ alexnet: path, heads: path }).nullable(),
  provider: z.enum(providers),
  threads: z.int().min(1),
})
const size = z.int().min(1)
const taskSchema = z.object({
  clip: z.object({ name: z.string().min(1), path }),
  height: size,
  width: size,
  frames: size,
  borders: z.array(written<AxisBorders>()),
})

export interface QualityServer {
  run(task: unknown): Promise<Reconstruction>
  close(): Promise<void>
}

/** Reconstructs clips in a process of its own, so that one that runs out of memory takes no measurement with it. */
export async function openQualityServer(settings: unknown): Promise<QualityServer> {
  const parsed = settingsSchema.parse(settings)
  // opened by the first clip, whose failure then says what is wrong with a file
  let opened: Promise<Opened> | null = null
  return {
    async run(task) {
      const { clip, ...at } = taskSchema.parse(task)
      opened ??= open(parsed)
      const { codec, lpips } = await opened
      const source = { name: clip.name, frames: () => decodeFrames(clip.path) }
      return reconstructClips(codec, [source], { ...at, lpips })
    },
    async close() {
      const { codec, lpips } = (await opened?.catch(() => null)) ?? {}
      await lpips?.release()
      await codec?.release()
    },
  }
}

interface Opened {
  readonly codec: Codec
  readonly lpips: LpipsMeter | null
}

async function open({
  codec,
  weights,
  lpips,
  provider,
  threads,
  syntheticFolder,
}: QualityServerSettings): Promise<Opened> {
  const held = weights === null ? { syntheticFolder } : await openWeights(weights)
  return {
    codec: await openCodec(codec, { provider, threads, weights: held }),
    lpips: lpips && (await openLpips(lpips, { provider, threads })),
  }
}
