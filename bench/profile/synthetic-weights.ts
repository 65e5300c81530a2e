import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Weights } from '../onnx/engine/weights/open.ts'
import type { StoredTensor } from '../onnx/engine/weights/stored-tensor.ts'
import type { Parameter } from '../onnx/graph/module.ts'
import { makeFolder } from '../records/make-folder.ts'
import { seededRandom } from '../tensor/random.ts'
import { dataTypes, elementCount } from '../tensor/tensor.ts'

/** Largest magnitude of a made-up weight: small enough that no activation overflows, large enough that none is denormal. */
const amplitude = 0.02
/** Numbers that are drawn; the file repeats them. A prime, so that no row of a matrix equals the next. */
const drawn = 999_983
const fileName = 'uniform-float32-v1.bin'

/**
 * Weights for measuring time, which their values do not change. Every tensor starts at the same place of one file of
 * seeded uniform numbers, as large as the largest tensor: 11 billion parameters need no 22 GB on disk, and a session
 * holds each tensor in its own memory all the same. The file is made in `folder` when absent or too small.
 */
export async function syntheticWeights(parameters: readonly Parameter[], folder: string): Promise<Weights> {
  const largest = Math.max(1, ...parameters.map(({ shape }) => elementCount(shape)))
  const file = await uniformFile(folder, largest * dataTypes.float32.bytes)
  const stored = ({ shape }: Parameter): StoredTensor => ({
    dtype: 'float32',
    shape,
    file,
    offsetBytes: 0,
    lengthBytes: elementCount(shape) * dataTypes.float32.bytes,
  })
  return { path: file, tensors: new Map(parameters.map((each) => [each.path, stored(each)])) }
}

/** A file of at least so many bytes; a larger one replaces a smaller one at once, so that readers keep theirs. */
async function uniformFile(folder: string, bytes: number): Promise<string> {
  const path = join(folder, fileName)
  const found = await stat(path).catch(() => null)
  if (found?.isFile() && found.size >= bytes) return path
  await makeFolder(folder)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writeUniform(temporary, bytes)
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
  return path
}

async function writeUniform(path: string, bytes: number): Promise<void> {
  const random = seededRandom(0, 'synthetic weights')
  const values = Float32Array.from({ length: drawn }, () => amplitude * (2 * random.next() - 1))
  const chunk = Buffer.from(values.buffer)
  const file = await open(path, 'w')
  try {
    for (let written = 0; written < bytes; written += chunk.length) await file.write(chunk)
  } finally {
    await file.close()
  }
}
