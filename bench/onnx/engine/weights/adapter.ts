import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { BenchError } from '../../../errors.ts'
import { type Weights, weightsUnder } from './open.ts'

/** How a low-rank adapter is applied: α and r of Hu et al. 2021, section 4.1. */
export interface AdapterSettings {
  readonly r: number
  readonly loraAlpha: number
}

// peft, tuners/lora/config.py, LoraConfig: what changes the result is held to plain LoRA on the named layers
const settingsSchema = z.object({
  peft_type: z.literal('LORA'),
  r: z
    .int()
    .positive()
    .max(2 ** 12),
  lora_alpha: z.number().positive(),
  target_modules: z.union([z.string(), z.array(z.string())]),
  bias: z.literal('none').default('none'),
  fan_in_fan_out: z.literal(false).default(false),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  rank_pattern: z.record(z.string(), z.never()).nullish(),
  alpha_pattern: z.record(z.string(), z.never()).nullish(),
  modules_to_save: z.null().optional(),
  layers_to_transform: z.null().optional(),
})
const maxSettingsBytes = 2 ** 16

/**
 * Reads an adapter_config.json of peft: plain LoRA of one rank on layers of the given name, and nothing else.
 *
 * Throws WEIGHT_FILE_MISSING and WEIGHTS_UNREADABLE.
 */
export async function readAdapterSettings(path: string, layer: string): Promise<AdapterSettings> {
  const facts = await stat(path).catch(() => null)
  if (!facts?.isFile()) throw new BenchError('WEIGHT_FILE_MISSING', { path })
  if (facts.size > maxSettingsBytes) throw unreadable(path, `has ${facts.size} bytes, too many for settings`)
  const settings = settingsSchema.safeParse(parsed(await readFile(path, 'utf8')))
  if (!settings.success) {
    const found = z.prettifyError(settings.error).replaceAll('\n', ' ')
    throw unreadable(path, `is not the adapter_config.json of a plain LoRA adapter: ${found}`)
  }
  const { r, lora_alpha: loraAlpha, target_modules: layers } = settings.data
  if (String(layers) !== layer) throw unreadable(path, `changes the layers ${layers}, expected ${layer}`)
  return { r, loraAlpha }
}

/** An adapter's tensors by the names that they have in the adapted network, without what peft wraps it in. */
export const adapterTensors = (weights: Weights): Weights => {
  const inside = weightsUnder(weights, 'base_model.model.')
  // names of another form stay, so that they are reported
  return inside.tensors.size === weights.tensors.size ? inside : weights
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const unreadable = (path: string, found: string) => new BenchError('WEIGHTS_UNREADABLE', { path, found })
