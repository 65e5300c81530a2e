import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { BenchError, problem, problemOf } from '../errors.ts'
import { openWeights, type Weights } from '../onnx/engine/weights/open.ts'
import { type Codec, type CodecSpec, openCodec } from '../profile/codec/codec.ts'
import { type LpipsMeter, lpipsWeights, openLpips } from '../profile/quality/lpips-meter.ts'
import { type QualitySetting, qualityRow, unscoredRow } from '../profile/quality/quality-row.ts'
import { reconstructClips, type SourceClip } from '../profile/quality/reconstruct.ts'
import { type AxisBorders, tileBorders } from '../profile/quality/tile-borders.ts'
import type { SuiteMeasurements, SuiteRequest } from '../profile/suite-request.ts'
import type { SuiteVariant } from '../profile/suite-variant.ts'
import type { ProfileCell, QualityRow } from '../records/autoencoder-result.ts'
import type { Problem } from '../records/problem.ts'
import { decodeFrames } from '../video/decode.ts'
import { createWeightLocator, type WeightLocator } from '../weights/locate.ts'

/** Checkpoints of the built-in variants in the table of weights (bench/weights/hub/sets.ts). */
const checkpoints: Readonly<Record<string, { readonly name: string; readonly set: string }>> = {
  '4x8x8': { name: 'hunyuan_vae.safetensors', set: 'open-sora-v2' },
  '4x32x32': { name: 'F32T4C128_AE.safetensors', set: 'open-sora-v2-dc-ae' },
}

/**
 * Reconstructs the clips of the settings' folder with every variant that has weights, at the size of every workload whose
 * encoding and decoding were measured, with tiles and without where there are any. What can't be done has its reason.
 */
export async function autoencoderQuality(
  request: SuiteRequest,
  { cells }: Pick<SuiteMeasurements, 'cells'>,
  resolved: ResolvedSettings,
): Promise<readonly QualityRow[]> {
  const settings = valuesOf(resolved)
  const locator = createWeightLocator(settings['weights.folder'])
  const clips = settings['autoencoder.clips'] === null ? [] : await clipsOf(settings['autoencoder.clips'])
  const lpips = clips.length === 0 ? null : await findLpips(locator, request)
  const rows: QualityRow[] = []
  try {
    for (const variant of request.variants) {
      if (request.signal.aborted) break
      const own = cells.filter((cell) => cell.variant === variant.id && isMeasured(cell))
      rows.push(...(await variantRows({ request, variant, cells: own, clips, lpips, locator, settings })))
    }
  } finally {
    await lpips?.release()
  }
  return rows
}

const isMeasured = ({ stages }: ProfileCell) =>
  (['encode', 'decode'] as const).every(
    (wanted) =>
      stages.find(({ stage }) => stage === wanted)?.time !== null &&
      stages.some(({ stage }) => stage === wanted),
  )

interface VariantWork {
  readonly request: SuiteRequest
  readonly variant: SuiteVariant
  readonly cells: readonly ProfileCell[]
  readonly clips: readonly SourceClip[]
  readonly lpips: LpipsMeter | null
  readonly locator: WeightLocator
  readonly settings: ReturnType<typeof valuesOf>
}

async function variantRows(work: VariantWork): Promise<QualityRow[]> {
  const { request, variant, cells, clips } = work
  const settings = cells.flatMap((cell) => qualitySettings(variant, cell))
  if (settings.length === 0) return []
  const refuse = (reason: Problem) => settings.map(({ setting }) => unscoredRow(setting, reason))
  const weights = await findWeights(work)
  if (weights !== null && 'code' in weights) return refuse(weights)
  if (clips.length === 0) {
    const found = 'no folder of clips is named'
    const remedy = 'Set autoencoder.clips to a folder of videos.'
    return refuse(problem('QUALITY_UNDEFINED', { metric: 'Reconstruction', found, remedy }))
  }
  const rows: QualityRow[] = []
  for (const { setting, codec: spec, borders } of settings) {
    request.onProgress(
      `Reconstructing ${clips.length} clips of ${setting.width}×${setting.height}, ${setting.frames} frames, with ${variant.id}`,
    )
    rows.push(await reconstructedRow(work, setting, spec, weights, borders))
  }
  return rows
}

async function reconstructedRow(
  { request, clips, lpips }: VariantWork,
  setting: QualitySetting,
  spec: CodecSpec,
  weights: Weights | null,
  borders: readonly AxisBorders[],
): Promise<QualityRow> {
  const { provider, threads, syntheticFolder, signal } = request
  let codec: Codec | null = null
  try {
    codec = await openCodec(spec, { provider, threads, weights: weights ?? { syntheticFolder } })
    const { height, width, frames } = setting
    const options = { height, width, frames, lpips, borders, signal }
    return qualityRow(setting, await reconstructClips(codec, clips, options))
  } catch (thrown) {
    // an interruption keeps the rows before
    if (!(thrown instanceof BenchError) && !signal.aborted) throw thrown
    return unscoredRow(setting, problemOf(thrown))
  } finally {
    await codec?.release()
  }
}

interface QualityWork {
  readonly setting: QualitySetting
  readonly codec: CodecSpec
  readonly borders: readonly AxisBorders[]
}

/** As the variant's own tiling cuts it, and whole for comparison where that cuts anything. */
function qualitySettings({ id, codec }: SuiteVariant, { height, width, frames }: ProfileCell): QualityWork[] {
  const setting = (tiled: boolean): QualitySetting => ({ variant: id, height, width, frames, tiled })
  if (codec.kind !== 'built-in') return [{ setting: setting(false), codec, borders: [] }]
  const borders = tileBorders(codec.autoencoder, { height, width, frames }, codec.tiling)
  const untiled: CodecSpec = { ...codec, tiling: { spatial: false, temporal: false } }
  const whole = { setting: setting(false), codec: untiled, borders }
  return borders.length === 0 ? [whole] : [{ setting: setting(true), codec, borders }, whole]
}

/** Weights of a built-in variant, or why there are none; null for others, which bring their own. */
async function findWeights({ variant, locator, settings }: VariantWork): Promise<Weights | Problem | null> {
  if (variant.codec.kind !== 'built-in') return null
  try {
    const named = settings['autoencoder.checkpoints'][variant.id]
    if (named !== undefined) return await openWeights(named)
    const known = checkpoints[variant.id]
    const found = known ? await locator.find(known.name) : null
    if (found) return await openWeights(found.path)
    return problem('WEIGHTS_ABSENT', { name: known?.name ?? variant.id, set: known?.set ?? variant.id })
  } catch (thrown) {
    if (thrown instanceof BenchError) return thrown.problem
    throw thrown
  }
}

/** Null without both files: then the learned distance is unscored. */
async function findLpips(
  locator: WeightLocator,
  { provider, threads }: SuiteRequest,
): Promise<LpipsMeter | null> {
  const [alexnet, heads] = [await locator.find(lpipsWeights.alexnet), await locator.find(lpipsWeights.heads)]
  if (alexnet === null || heads === null) return null
  return openLpips({ alexnet: alexnet.path, heads: heads.path }, { provider, threads })
}

/** Clips that are reconstructed at most: each takes as long as encoding and decoding one. */
const mostClips = 16

/** Throws VIDEO_MISSING for a folder that is not there or holds no videos. */
async function clipsOf(folder: string): Promise<SourceClip[]> {
  const names = await readdir(folder).catch(() => {
    throw new BenchError('VIDEO_MISSING', { path: folder })
  })
  const videos = names.filter((name) => /\.(mp4|mkv|webm|mov|avi|gif)$/i.test(name)).sort()
  if (videos.length === 0) throw new BenchError('VIDEO_MISSING', { path: join(folder, '*.mp4') })
  return videos.slice(0, mostClips).map((name) => ({
    name,
    frames: () => decodeFrames(join(folder, name)),
  }))
}
