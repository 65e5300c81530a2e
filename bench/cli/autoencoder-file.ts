import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import { type AutoencoderResult, autoencoderResultSchema } from '../records/autoencoder-result.ts'

/** The result in a run folder of the suite `autoencoder`. Throws RESULT_INVALID. */
export async function readAutoencoderResult(folder: string): Promise<AutoencoderResult> {
  const path = join(folder, 'result.json')
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause)
    throw new BenchError('RESULT_INVALID', { path, found }, { cause })
  }
  const parsed = autoencoderResultSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new BenchError('RESULT_INVALID', { path, found: `${issue?.path.join('.')}: ${issue?.message}` })
}
