import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { openWeights } from '../onnx/engine/weights/open.ts'
import { readTensor } from '../onnx/engine/weights/read-tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { boundsSchema, type Rule, toleranceSchema } from './tolerance.ts'

const tensorSchema = z
  .object({
    key: z.string(),
    shape: z.array(z.int().nonnegative()),
    dtype: z.string(),
    ...boundsSchema.partial().shape,
    max_fraction_differing: z.number().min(0).max(1).optional(),
  })
  .transform(({ atol, rtol = 0, max_fraction_differing: differing, ...entry }) => ({
    ...entry,
    bounds: statedBounds(atol, rtol, differing),
  }))
const tensorsSchema = z.record(z.string(), tensorSchema)
export type TensorEntry = z.infer<typeof tensorSchema>

const caseSchema = z.object({
  function: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
  inputs: tensorsSchema,
  outputs: tensorsSchema,
})
export type ParityCase = z.infer<typeof caseSchema>

const configSchema = z.object({
  component: z.string(),
  architecture: z.record(z.string(), z.unknown()).default({}),
  /** One file, or one for each network that the component joins. */
  weights: z.union([z.string(), z.record(z.string(), z.string())]).default('weights.safetensors'),
  cases: z.record(z.string(), caseSchema),
  tolerance: toleranceSchema,
})
export type ParityConfig = z.infer<typeof configSchema>

function statedBounds(
  atol: number | undefined,
  rtol: number,
  differing: number | undefined,
): Rule | undefined {
  if (differing !== undefined) return { kind: 'levels', equalShare: 1 - differing }
  return atol === undefined ? undefined : { kind: 'elementwise', atol, rtol }
}

/** A folder of recorded cases: what to build, what to feed, what to expect. */
export interface CaseFiles {
  readonly folder: string
  readonly config: ParityConfig
  /** A recorded tensor; throws PARITY_INVALID when the folder does not hold it as described. */
  read(entry: TensorEntry): Promise<Tensor>
}

/** Opens a folder with config.json and io.safetensors. */
export async function openCaseFiles(folder: string): Promise<CaseFiles> {
  const path = join(folder, 'config.json')
  const config = await readParityConfig(path)
  const recorded = await openWeights(join(folder, 'io.safetensors'))
  return {
    folder,
    config,
    async read({ key, shape, dtype }) {
      const stored = recorded.tensors.get(key)
      if (!stored || String(stored.shape) !== String(shape) || stored.dtype !== dtype) {
        const found = stored ? `${stored.dtype} [${stored.shape}]` : 'nothing'
        throw new BenchError('PARITY_INVALID', {
          path,
          found: `${key}: expected ${dtype} [${shape}], got ${found}`,
        })
      }
      return readTensor(stored)
    },
  }
}

/** Reads a config.json; throws PARITY_INVALID. */
export async function readParityConfig(path: string): Promise<ParityConfig> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BenchError('PARITY_INVALID', { path, found: 'the file cannot be read' }, { cause })
  })
  try {
    return configSchema.parse(JSON.parse(text))
  } catch (cause) {
    const found =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : 'it is not JSON'
    throw new BenchError('PARITY_INVALID', { path, found }, { cause })
  }
}
