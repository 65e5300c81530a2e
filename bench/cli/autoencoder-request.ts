import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import {
  type AutoencoderWorkload,
  autoencoderSuite,
  defaultBudgetSeconds,
  defaultPrecision,
  defaultWorkloads,
} from '../../suites/autoencoder/index.ts'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings, Settings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError } from '../errors.ts'
import { mmditSpecs } from '../models/specs.ts'
import { checkSizes } from '../profile/composed-check.ts'
import type { PartHost } from '../profile/part-host.ts'
import type { SuiteRequest, SuiteWorkload } from '../profile/suite-request.ts'
import { builtInVariant, type SuiteVariant } from '../profile/suite-variant.ts'
import { type ProfileVariantId, profileVariants } from '../profile/variants.ts'
import { cacheFolder } from '../weights/cache-folder.ts'

/** What the settings ask to be measured. Throws UNKNOWN_NAME and SETTINGS_CONFLICT. */
export function autoencoderRequest(
  resolved: ResolvedSettings,
  host: PartHost,
  signal: AbortSignal,
  onProgress: (message: string) => void,
): SuiteRequest {
  const settings = valuesOf(resolved)
  const variants = suiteVariants(resolved)
  const rounds = {
    minRounds: settings['autoencoder.minRounds'],
    maxRounds: settings['autoencoder.maxRounds'],
  }
  if (rounds.minRounds > rounds.maxRounds) {
    throw new BenchError('SETTINGS_CONFLICT', {
      setting: 'autoencoder.minRounds',
      origin: resolved['autoencoder.minRounds'].origin,
      found: `${rounds.minRounds} is more than maxRounds, ${rounds.maxRounds}`,
      remedy: 'Lower one or raise the other.',
    })
  }
  return {
    variants,
    workloads: suiteWorkloads(settings, variants),
    stages: settings['autoencoder.stages'],
    checks: settings['autoencoder.stages'].includes('denoise') ? checkSizes : [],
    budgetSeconds: settings['autoencoder.budgetSeconds'] ?? defaultBudgetSeconds,
    precision: settings['autoencoder.precision'] ?? defaultPrecision,
    ...rounds,
    provider: 'cpu',
    threads: threadsOf(resolved),
    syntheticFolder: join(cacheFolder(), 'synthetic-weights'),
    host,
    signal,
    onProgress,
  }
}

/** One network runs at a time here, so that it has all cores unless the settings say otherwise. */
const threadsOf = ({ threads }: ResolvedSettings): number =>
  threads.origin.startsWith('default') ? availableParallelism() : threads.value

function suiteVariants(resolved: ResolvedSettings): SuiteVariant[] {
  const { value, folder, origin } = resolved['autoencoder.variants']
  const variants = value.map((setting) => suiteVariant(setting, folder))
  const twice = variants.find(({ id }, i) => variants.findIndex((each) => each.id === id) < i)
  if (twice) {
    throw new BenchError('SETTINGS_CONFLICT', {
      setting: 'autoencoder.variants',
      origin,
      found: `two are called ${twice.id}`,
      remedy: 'Give each an id of its own.',
    })
  }
  return variants
}

/** Seconds that a program of the user's may take for one call. */
const defaultCallSeconds = 3600

function suiteVariant(setting: Settings['autoencoder.variants'][number], folder: string): SuiteVariant {
  if (typeof setting === 'string') {
    if (!Object.hasOwn(profileVariants, setting)) {
      throw unknownName('autoencoder variant', setting, Object.keys(profileVariants))
    }
    return builtInVariant(setting, profileVariants[setting as ProfileVariantId])
  }
  const { id, title = id, reduction, latentChannels, causal = false, patchSize } = setting
  return {
    id,
    title,
    codec:
      setting.kind === 'onnx'
        ? {
            kind: 'onnx',
            encoder: resolve(folder, setting.encoder),
            decoder: resolve(folder, setting.decoder),
          }
        : {
            kind: 'process',
            command: setting.command,
            folder,
            callSeconds: setting.callSeconds ?? defaultCallSeconds,
          },
    reduction,
    latentChannels,
    causal,
    tiling: { spatial: false, temporal: false },
    transformer:
      patchSize === undefined
        ? null
        : {
            mmdit: { ...mmditSpecs['open-sora-v2'], inChannels: latentChannels * patchSize ** 2, patchSize },
            tokenPixels: Math.max(reduction.height, reduction.width) * patchSize,
          },
  }
}

function suiteWorkloads(settings: Settings, variants: readonly SuiteVariant[]): SuiteWorkload[] {
  const wanted = settings['autoencoder.workloads']
  const workloads: readonly AutoencoderWorkload[] =
    wanted?.map(({ aspectRatio = '1:1', steps = 50, branches = 2, ...rest }) => ({
      aspectRatio,
      steps,
      branches,
      ...rest,
    })) ?? defaultWorkloads
  const named = workloads.map((workload) => {
    const frames = framesByVariant(workload.frames, variants, wanted === null)
    return { ...workload, frames, id: workloadId(workload, frames) }
  })
  return named.map((workload, i) => {
    const before = named.slice(0, i).filter(({ id }) => id === workload.id).length
    return before === 0 ? workload : { ...workload, id: `${workload.id}-${before + 1}` }
  })
}

/**
 * Frames of every variant. Those of the suite name the built-in variants; one of the user's takes as many, and one more
 * where its first frame has a latent of its own.
 */
function framesByVariant(
  frames: AutoencoderWorkload['frames'],
  variants: readonly SuiteVariant[],
  isDefault: boolean,
): Record<string, number> {
  const entries = variants.flatMap(({ id, causal }): [string, number][] => {
    if (typeof frames === 'number') return [[id, frames]]
    const own = frames[id]
    if (own !== undefined) return [[id, own]]
    const least = Math.min(...Object.values(frames))
    return isDefault ? [[id, causal ? least + 1 : least]] : []
  })
  return Object.fromEntries(entries)
}

/** `256px-17f`, with the aspect ratio where it is not square. */
function workloadId(
  { resolution, aspectRatio }: AutoencoderWorkload,
  frames: Readonly<Record<string, number>>,
): string {
  const counts = [...new Set(Object.values(frames))].sort((a, b) => a - b)
  const shape = aspectRatio === '1:1' ? '' : `-${aspectRatio.replace(':', 'x')}`
  return `${resolution}${shape}-${counts[0] ?? 0}f`
}

export const suiteFacts = { id: autoencoderSuite.id, title: autoencoderSuite.title }
