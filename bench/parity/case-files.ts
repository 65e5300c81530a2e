import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { openWeights, type Weights } from '../onnx/engine/weights/open.ts'
import { readTensor } from '../onnx/engine/weights/read-tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

const tensorSchema = z.object({ key: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.string() })
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
  weights: z.string().default('weights.safetensors'),
  cases: z.record(z.string(), caseSchema),
  tolerance: z.object({ tol_pass: z.number().positive() }),
})
export type ParityConfig = z.infer<typeof configSchema>

/** A folder of recorded cases: what to build, what to feed, what to expect. */
export interface CaseFiles {
  readonly config: ParityConfig
  readonly weights: Weights
  /** A recorded tensor; throws PARITY_INVALID when the folder does not hold it as described. */
  read(entry: TensorEntry): Promise<Tensor>
}

/** Opens a folder with config.json, io.safetensors and the weights that the configuration names. */
export async function openCaseFiles(folder: string): Promise<CaseFiles> {
  const path = join(folder, 'config.json')
  const config = await readConfig(path)
  const recorded = await openWeights(join(folder, 'io.safetensors'))
  return {
    config,
    weights: await openWeights(join(folder, config.weights)),
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

async function readConfig(path: string): Promise<ParityConfig> {
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
