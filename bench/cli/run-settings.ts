import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { layerOf } from '../config/layers.ts'
import { resolveSettings, valuesOf } from '../config/resolve.ts'
import { configSchema } from '../config/schema.ts'
import type { Layer, ResolvedSettings, Settings } from '../config/settings.ts'
import { BenchError } from '../errors.ts'
import { type Manifest, manifestSchema } from '../records/manifest.ts'
import type { Invocation } from './commands.ts'
import { runFolder } from './run-result-file.ts'
import { loadSettings } from './settings.ts'

export interface RunSettings {
  readonly resolved: ResolvedSettings
  /** Absolute. */
  readonly folder: string
  readonly manifest: Manifest
}

/** What a run was planned from, as its manifest holds it. Null is a value: all dimensions, the suite's samples. */
const plannedSchema = z.object({
  suite: z.string(),
  prompts: z.string(),
  images: z.string().nullish(),
  imageRatio: z.string().nullish(),
  generators: z.array(z.looseObject({ kind: z.string() })),
  generatorsFolder: z.string(),
  profile: z.string(),
  dimensions: z.array(z.string()).nullable(),
  samples: z.int().nullable(),
  limit: z.int().nullable(),
  tier: configSchema.shape.tier.unwrap().nullable(),
  seed: z.int(),
})

/** The settings to go on with in a run folder: its own plan, and today's settings for how it is scored and judged. */
export async function loadRunSettings(invocation: Invocation): Promise<RunSettings> {
  const { resolved: today } = await loadSettings(invocation)
  const [word = ''] = invocation.args
  const folder = await runFolder(word, valuesOf(today).output)
  const { manifest, planned } = await readManifest(folder)
  const { generatorsFolder, ...values } = planned
  const plan = layerOf(values as Partial<Settings>, generatorsFolder, () => join(folder, 'manifest.json'))
  return { resolved: resolveSettings([plan, today as Layer], generatorsFolder), folder, manifest }
}

async function readManifest(folder: string) {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
    return { manifest, planned: plannedSchema.parse(manifest.config) }
  } catch (error) {
    const found = `its manifest.json can't be read: ${error instanceof Error ? error.message : String(error)}`
    throw new BenchError('RUN_NOT_FOUND', { path: folder, found }, { cause: error })
  }
}
