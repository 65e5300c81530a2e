import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../../errors.ts'
import {
  clipLargeSpec,
  dcSpec,
  fluxAutoencoderSpec,
  hunyuanSpec,
  mmditSpecs,
  t5XxlSpec,
} from '../../models/specs.ts'
import type { VariantId } from './variant.ts'

/** Sizes of all networks of a checkpoint folder. */
export interface Architecture {
  readonly mmdit: (typeof mmditSpecs)[VariantId]
  readonly flux: (typeof mmditSpecs)['flux-dev']
  readonly hunyuan: typeof hunyuanSpec
  readonly dcAutoencoder: typeof dcSpec
  readonly fluxAutoencoder: typeof fluxAutoencoderSpec
  readonly t5: typeof t5XxlSpec
  readonly clip: typeof clipLargeSpec
}

const size = z
  .int()
  .min(1)
  .max(2 ** 20)
const sizes = z.array(size).min(1).max(16)
const overridesSchema = z.strictObject({
  mmdit: z.record(z.string(), z.union([size, sizes])).optional(),
  flux: z.record(z.string(), z.union([size, sizes])).optional(),
  hunyuan: z.record(z.string(), z.union([size, sizes])).optional(),
  dcAutoencoder: z.record(z.string(), z.union([size, sizes])).optional(),
  fluxAutoencoder: z.record(z.string(), z.union([size, sizes])).optional(),
  t5: z.record(z.string(), z.union([size, sizes])).optional(),
  clip: z.record(z.string(), z.union([size, sizes])).optional(),
})

/** File that gives networks other sizes than the released ones, such as small ones for tests. */
export const architectureFile = 'architecture.json'

/**
 * Sizes of the networks in a folder: the released ones, and what `architecture.json` says otherwise. Throws
 * OPEN_SORA_FILE when that file is damaged or names what there is not.
 */
export async function readArchitecture(folder: string, variant: VariantId): Promise<Architecture> {
  const released: Architecture = {
    mmdit: mmditSpecs[variant],
    flux: mmditSpecs['flux-dev'],
    hunyuan: hunyuanSpec,
    dcAutoencoder: dcSpec,
    fluxAutoencoder: fluxAutoencoderSpec,
    t5: t5XxlSpec,
    clip: clipLargeSpec,
  }
  const path = join(folder, architectureFile)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new BenchError('OPEN_SORA_FILE', { path, found: 'cannot be read' }, { cause: error })
  })
  if (text === null) return released
  const overrides = parse(path, text)
  const merged = Object.entries(released).map(([name, spec]) => [
    name,
    { ...spec, ...checked(path, name, spec, overrides[name as keyof Architecture] ?? {}) },
  ])
  return Object.fromEntries(merged) as unknown as Architecture
}

function parse(path: string, text: string): z.output<typeof overridesSchema> {
  try {
    return overridesSchema.parse(JSON.parse(text))
  } catch (cause) {
    const found =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : 'it is not JSON'
    throw new BenchError('OPEN_SORA_FILE', { path, found: `is not understood: ${found}` }, { cause })
  }
}

/** The overrides, when each replaces a size by a size and a list by a list. */
function checked(
  path: string,
  name: string,
  spec: object,
  overrides: Readonly<Record<string, number | readonly number[]>>,
): typeof overrides {
  for (const [key, value] of Object.entries(overrides)) {
    const released = Object.hasOwn(spec, key) ? spec[key as keyof typeof spec] : undefined
    if (typeof released !== typeof value || Array.isArray(released) !== Array.isArray(value)) {
      throw new BenchError('OPEN_SORA_FILE', { path, found: `${name} has no such size: ${key}` })
    }
  }
  return overrides
}
