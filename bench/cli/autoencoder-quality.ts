import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { BenchError, problem, problemOf } from '../errors.ts'
import type { CodecSpec } from '../profile/codec/codec.ts'
import { plannedPeak } from '../profile/group.ts'
import { availableBytes } from '../profile/measure-group.ts'
import { planPart } from '../profile/part-plan.ts'
import type { ClipQuality } from '../profile/quality/clip-quality.ts'
import { type LpipsPaths, lpipsWeights } from '../profile/quality/lpips-meter.ts'
import { type QualitySetting, qualityRow, unscoredRow } from '../profile/quality/quality-row.ts'
import type { QualityServerSettings, QualityTask } from '../profile/quality/quality-server.ts'
import type { Reconstruction } from '../profile/quality/reconstruct.ts'
import { type AxisBorders, tileBorders } from '../profile/quality/tile-borders.ts'
import type { SuiteMeasurements, SuiteRequest } from '../profile/suite-request.ts'
import type { SuiteVariant } from '../profile/suite-variant.ts'
import type { ProfileCell, QualityRow } from '../records/autoencoder-result.ts'
import type { Problem } from '../records/problem.ts'
import { createWeightLocator, type WeightLocator } from '../weights/locate.ts'
import { type Child, startChild, type TaskOutcome } from '../workers/child.ts'

/** Checkpoints of the built-in variants in the table of weights (bench/weights/hub/sets.ts). */
const checkpoints: Readonly<Record<string, { readonly name: string; readonly set: string }>> = {
  '4x8x8': { name: 'hunyuan_vae.safetensors', set: 'open-sora-v2' },
  '4x32x32': { name: 'F32T4C128_AE.safetensors', set: 'open-sora-v2-dc-ae' },
}

/** What reconstructions need, found before anything is measured. */
export interface QualityInputs {
  readonly clips: readonly QualityTask['clip'][]
  readonly lpips: LpipsPaths | null
  /** By variant: its checkpoint, null where it brings its own weights, or why there is none. */
  readonly weights: ReadonlyMap<string, string | null | Problem>
}

/** Throws VIDEO_MISSING for a folder of clips that is not there or holds no videos. */
export async function qualityInputs(
  { variants }: SuiteRequest,
  resolved: ResolvedSettings,
): Promise<QualityInputs> {
  const settings = valuesOf(resolved)
  const locator = createWeightLocator(settings['weights.folder'])
  const folder = settings['autoencoder.clips']
  const clips = folder === null ? [] : await clipsOf(folder)
  const weights = await Promise.all(
    variants.map(async (variant) => {
      const named = settings['autoencoder.checkpoints'][variant.id]
      return [variant.id, await findWeights(variant, named, locator)] as const
    }),
  )
  return {
    clips,
    lpips: clips.length === 0 ? null : await findLpips(locator),
    weights: new Map(weights),
  }
}

/**
 * Reconstructs the clips with every variant that has weights, at the size of every workload whose encoding and decoding
 * were measured, with tiles and without where there are any; each size in a process of its own. What can't be done has
 * its reason.
 */
export async function autoencoderQuality(
  request: SuiteRequest,
  { cells }: Pick<SuiteMeasurements, 'cells'>,
  inputs: QualityInputs,
): Promise<readonly QualityRow[]> {
  const rows: QualityRow[] = []
  for (const variant of request.variants) {
    const own = cells.filter((cell) => cell.variant === variant.id && isMeasured(cell))
    for (const work of own.flatMap((cell) => qualityWork(variant, cell))) {
      // an interruption keeps the rows before
      if (request.signal.aborted) return rows
      rows.push(await rowOf(request, work, inputs))
    }
  }
  return rows
}

const isMeasured = ({ stages }: ProfileCell) =>
  (['encode', 'decode'] as const).every((wanted) =>
    stages.some(({ stage, time }) => stage === wanted && time !== null),
  )

interface QualityWork {
  readonly setting: QualitySetting
  readonly latentShape: ProfileCell['latentShape']
  readonly codec: CodecSpec
  readonly borders: readonly AxisBorders[]
}

/** As the variant's own tiling cuts it, and whole for comparison where that cuts anything. */
function qualityWork({ id, codec }: SuiteVariant, cell: ProfileCell): QualityWork[] {
  const { height, width, frames, latentShape } = cell
  const setting = (tiled: boolean): QualitySetting => ({ variant: id, height, width, frames, tiled })
  if (codec.kind !== 'built-in') return [{ setting: setting(false), latentShape, codec, borders: [] }]
  const borders = tileBorders(codec.autoencoder, { height, width, frames }, codec.tiling)
  const untiled: CodecSpec = { ...codec, tiling: { spatial: false, temporal: false } }
  const whole = { setting: setting(false), latentShape, codec: untiled, borders }
  return borders.length === 0 ? [whole] : [{ setting: setting(true), latentShape, codec, borders }, whole]
}

async function rowOf(request: SuiteRequest, work: QualityWork, inputs: QualityInputs): Promise<QualityRow> {
  const { setting, codec } = work
  const weights = inputs.weights.get(setting.variant) ?? null
  if (weights !== null && typeof weights !== 'string') return unscoredRow(setting, weights)
  if (inputs.clips.length === 0) return unscoredRow(setting, noClips())
  const refusal = await memoryRefusal(request, work)
  if (refusal !== null) return unscoredRow(setting, refusal)
  const { width, height, frames, variant, tiled } = setting
  request.onProgress(
    `Reconstructing ${inputs.clips.length} clips of ${width}×${height}, ${frames} frames, with ${variant}${tiled ? ', in tiles' : ''}`,
  )
  const { provider, threads, syntheticFolder } = request
  const settings = { codec, weights, syntheticFolder, lpips: inputs.lpips, provider, threads }
  return qualityRow(setting, await reconstruct(request, settings, work, inputs.clips))
}

function noClips(): Problem {
  const found = 'no folder of clips is named'
  const remedy = 'Set autoencoder.clips to a folder of videos.'
  return problem('QUALITY_UNDEFINED', { metric: 'Reconstruction', found, remedy })
}

/** Share of the free memory that a plan may fill, as for measurements. */
const usableShare = 0.9

/** Why a reconstruction is not begun: its plan does not fit. Clips that are not cut into tiles need the most. */
async function memoryRefusal(
  { provider }: SuiteRequest,
  { setting, codec, latentShape }: QualityWork,
): Promise<Problem | null> {
  if (latentShape === null) return null
  const { height, width, frames, variant } = setting
  const shapes = { encode: [1, 3, frames, height, width], decode: latentShape } as const
  const parts = await Promise.all(
    (['encode', 'decode'] as const).map(async (direction) => {
      const spec = { kind: 'codec', codec, direction, shape: shapes[direction] } as const
      return { name: direction, count: 1, spec, plan: await planPart(spec, provider) }
    }),
  )
  const planned = plannedPeak(parts)
  const free = availableBytes()
  if (planned === null || planned <= usableShare * free) return null
  return problem('PROFILE_MEMORY', {
    stage: setting.tiled ? 'reconstruction in tiles' : 'reconstruction',
    variant,
    workload: `${width}×${height}, ${frames} frames`,
    needed: gibibytes(planned),
    usable: gibibytes(usableShare * free),
    found: gibibytes(free),
  })
}

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const worker = fileURLToPath(new URL('./autoencoder-quality-worker.ts', import.meta.url))

/** One clip after the other in one child; when it dies, the clip that killed it and those after it say so. */
async function reconstruct(
  { signal }: SuiteRequest,
  settings: QualityServerSettings,
  { setting, borders }: QualityWork,
  clips: readonly QualityTask['clip'][],
): Promise<Reconstruction> {
  const { height, width, frames } = setting
  const measured: ClipQuality[] = []
  const failures: Reconstruction['failures'][number][] = []
  let child: Child
  try {
    child = await startChild(worker, settings)
  } catch (thrown) {
    return { clips: [], failures: clips.map(({ name }) => ({ clip: name, problem: problemOf(thrown) })) }
  }
  const end = () => child.kill()
  signal.addEventListener('abort', end, { once: true })
  try {
    for (const [index, clip] of clips.entries()) {
      const task: QualityTask = { clip, height, width, frames, borders }
      const outcome = await child.run(index, task)
      if (outcome.type === 'done') {
        // written by this program's own child
        const found = outcome.result as Reconstruction
        measured.push(...found.clips)
        failures.push(...found.failures)
        continue
      }
      const reason = problemOfOutcome(outcome, setting)
      const lost = outcome.type === 'died' ? clips.slice(index) : [clip]
      failures.push(...lost.map(({ name }) => ({ clip: name, problem: reason })))
      if (outcome.type === 'died') break
    }
  } finally {
    signal.removeEventListener('abort', end)
    await child.stop()
  }
  return { clips: measured, failures }
}

function problemOfOutcome(
  outcome: Exclude<TaskOutcome, { type: 'done' }>,
  { variant, width, height }: QualitySetting,
): Problem {
  if (outcome.type === 'failed') return outcome.problem
  const { cause, tail } = outcome
  const last = tail === '' ? 'it wrote nothing.' : `its last words:\n${tail}`
  return problem('PROFILE_DIED', {
    stage: 'reconstruction',
    variant,
    workload: `${width}×${height}`,
    cause,
    tail: last,
  })
}

/** Checkpoint of a built-in variant, or why there is none; null for others, which bring their own. */
async function findWeights(
  { id, codec }: SuiteVariant,
  named: string | undefined,
  locator: WeightLocator,
): Promise<string | null | Problem> {
  if (codec.kind !== 'built-in') return null
  if (named !== undefined) return named
  const known = checkpoints[id]
  try {
    const found = known ? await locator.find(known.name) : null
    if (found) return found.path
  } catch (thrown) {
    if (thrown instanceof BenchError) return thrown.problem
    throw thrown
  }
  return problem('WEIGHTS_ABSENT', { name: known?.name ?? id, set: known?.set ?? id })
}

/** Null without both files: then the learned distance is unscored. */
async function findLpips(locator: WeightLocator): Promise<LpipsPaths | null> {
  const [alexnet, heads] = [await locator.find(lpipsWeights.alexnet), await locator.find(lpipsWeights.heads)]
  return alexnet === null || heads === null ? null : { alexnet: alexnet.path, heads: heads.path }
}

/** Clips that are reconstructed at most: each takes as long as encoding and decoding one. */
const mostClips = 16

async function clipsOf(folder: string): Promise<QualityTask['clip'][]> {
  const names = await readdir(folder).catch(() => {
    throw new BenchError('VIDEO_MISSING', { path: folder })
  })
  const videos = names.filter((name) => /\.(mp4|mkv|webm|mov|avi|gif)$/i.test(name)).sort()
  if (videos.length === 0) throw new BenchError('VIDEO_MISSING', { path: join(folder, '*.mp4') })
  return videos.slice(0, mostClips).map((name) => ({ name, path: join(folder, name) }))
}
