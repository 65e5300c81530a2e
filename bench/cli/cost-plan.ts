import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError } from '../errors.ts'
import type { OpenSoraOptions } from '../generators/open-sora/options.ts'
import { latentFrames } from '../models/sampler/video-size.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import { planClips } from '../pipeline/plan.ts'
import { type Cost, costOf, vbenchVideos } from '../profile/cost.ts'
import { type HardwareId, hardwareTable } from '../profile/hardware.ts'
import { neededPasses } from '../profile/predictions.ts'
import { hardwareIds, projectPublished } from '../profile/projected-cells.ts'
import { project } from '../profile/projection.ts'
import { h200UsdPerHour } from '../profile/training-cost.ts'
import { profileVariants } from '../profile/variants.ts'
import { countWorkload } from '../profile/workload-flops.ts'
import { type GeneratorEntry, generatorEntries } from './generators.ts'

/** What making a model's clips takes and costs, before anything starts. */
export interface ModelCost {
  readonly model: string
  readonly clips: number
  /** Null when nothing says how long one clip takes. */
  readonly secondsPerVideo: number | null
  /** Where the seconds are from, for people. */
  readonly basis: string
  readonly gpus: number
  readonly usdPerGpuHour: number
  readonly one: Cost | null
  readonly planned: Cost | null
  /** A whole VBench run: 6,220 videos. */
  readonly full: Cost | null
}

/** One row for each model whose clips would be made. */
export async function costPlan(resolved: ResolvedSettings, request: RunRequest): Promise<ModelCost[]> {
  const settings = valuesOf(resolved)
  const clips = planClips(request)
  const entries = generatorEntries(resolved)
  const gpus = settings['cost.gpus']
  const usdPerGpuHour = settings['cost.usdPerGpuHour'] ?? h200UsdPerHour
  const rows: ModelCost[] = []
  for (const { model, makesClips } of request.generators) {
    if (!makesClips) continue
    const { seconds, basis } = await clipSeconds(resolved, entries, model)
    const count = clips.filter((clip) => clip.model === model).length
    const cost = (videos: number) =>
      seconds === null ? null : costOf({ secondsPerVideo: seconds, gpus, usdPerGpuHour, videos })
    rows.push({
      model,
      clips: count,
      secondsPerVideo: seconds,
      basis,
      gpus,
      usdPerGpuHour,
      one: cost(1),
      planned: cost(count),
      full: cost(vbenchVideos),
    })
  }
  return rows
}

async function clipSeconds(
  resolved: ResolvedSettings,
  entries: readonly GeneratorEntry[],
  model: string,
): Promise<{ readonly seconds: number | null; readonly basis: string }> {
  const settings = valuesOf(resolved)
  const given = settings['cost.secondsPerVideo']
  if (given !== null) return { seconds: given, basis: `as ${resolved['cost.secondsPerVideo'].origin} says` }
  const entry = entries.find(
    ({ kind, options }) => kind === 'open-sora' && (options as OpenSoraOptions).model === model,
  )
  if (!entry) return { seconds: null, basis: 'not known: set cost.secondsPerVideo' }
  const hardware = settings['autoencoder.hardware']
  if (!Object.hasOwn(hardwareTable, hardware)) throw unknownName('GPU', hardware, hardwareIds)
  return projectedSeconds(entry.options as OpenSoraOptions, hardware as HardwareId, settings['cost.gpus'])
}

/** Projected for a GPU of the table, with the share of its limits that the published times reach. */
async function projectedSeconds(options: OpenSoraOptions, hardware: HardwareId, gpus: number) {
  const variant = profileVariants[options.variant === 'open-sora-v2' ? '4x8x8' : '4x32x32']
  const { resolution, aspectRatio, frames, steps } = options
  const hasReference = options.condition !== 't2v'
  const guidance = {
    text: options.guidance,
    image: options.imageGuidance,
    textOscillation: options.textOscillation,
    imageOscillation: options.imageOscillation,
    temporalScaling: options.temporalScaling && options.condition.includes('i2v'),
  }
  const latents = latentFrames(frames, variant.timeRule)
  const passes = neededPasses({ steps, guidance, hasReference, latentFrames: latents })
  const count = await countWorkload(variant, { resolution, aspectRatio, frames, passes, texts: 2 })
  const { fit } = await projectPublished()
  const time = project(count, { hardware, gpus }, fit)
  const share = `${(100 * fit.efficiency).toFixed(0)} %`
  return {
    seconds: time.seconds,
    basis: `projected, not measured: ${gpus} × ${time.hardware} at ${share} of its limits`,
  }
}

/** Throws COST_CAP for a run that would exceed the cap. */
export async function checkCostCap(resolved: ResolvedSettings, request: RunRequest): Promise<void> {
  if (resolved['cost.maxUsd'].value === null && resolved['cost.maxGpuHours'].value === null) return
  const error = capError(resolved, await costPlan(resolved, request))
  if (error) throw error
}

/**
 * COST_CAP when the planned clips would cost more, or take more GPU-hours, than the settings allow, and when a cap is set
 * and nothing says how long a clip takes; else null.
 */
export function capError(resolved: ResolvedSettings, rows: readonly ModelCost[]): BenchError | null {
  const caps = [
    { cap: resolved['cost.maxUsd'], unit: 'USD', verb: 'cost', of: (cost: Cost) => cost.usd },
    {
      cap: resolved['cost.maxGpuHours'],
      unit: 'GPU-hours',
      verb: 'take',
      of: (cost: Cost) => cost.gpuHours,
    },
  ]
  for (const { cap, unit, verb, of } of caps) {
    if (cap.value === null) continue
    const { origin } = cap
    const unknown = rows.find(({ planned }) => planned === null)
    if (unknown) {
      const found = `Nothing says how long one clip of ${unknown.model} takes`
      return new BenchError('COST_CAP', { found, expected: 'cost.secondsPerVideo beside the cap', origin })
    }
    const total = rows.reduce((sum, { planned }) => sum + of(planned!), 0)
    if (total <= cap.value) continue
    const found = `The clips of this run ${verb} about ${total.toFixed(2)} ${unit}`
    return new BenchError('COST_CAP', { found, expected: `at most ${cap.value} ${unit}`, origin })
  }
  return null
}

/** Lines for people. */
export function costText(rows: readonly ModelCost[]): string {
  return rows.map(modelText).join('\n')
}

function modelText({
  model,
  clips,
  secondsPerVideo,
  basis,
  gpus,
  usdPerGpuHour,
  one,
  planned,
  full,
}: ModelCost): string {
  if (secondsPerVideo === null || !one || !planned || !full) return `${model}: cost ${basis}`
  const of = (name: string, { seconds, gpuHours, usd }: Cost) =>
    `  ${name}: ${amount(seconds)} s, ${amount(gpuHours)} GPU-hours, ${usd.toFixed(2)} USD`
  return [
    `${model}: ${amount(secondsPerVideo)} s a clip (${basis}), ${gpus} GPU${gpus === 1 ? '' : 's'} at ${usdPerGpuHour} USD an hour each`,
    of('one clip', one),
    of(`the ${clips} planned`, planned),
    of(`a whole VBench run of ${vbenchVideos.toLocaleString('en-US')}`, full),
  ].join('\n')
}

const amount = (value: number) =>
  Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 4 })
