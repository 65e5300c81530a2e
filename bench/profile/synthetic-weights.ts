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
const fileName = 'uniform-float32-v2.bin'
/** Bytes at whose multiples tensors start: a line of any processor's cache. */
const alignment = 64

/**
 * Weights for measuring time and memory, which their values do not change: seeded uniform numbers, one tensor after the
 * other in one file, so that they take as much memory as real ones. The file is made in `folder` when absent or too
 * small; a network's blocks are alike, so that one of each kind is enough for 11 billion parameters.
 */
export async function syntheticWeights(parameters: readonly Parameter[], folder: string): Promise<Weights> {
  let end = 0
  const placed = parameters.map(({ path, shape }) => {
    const lengthBytes = elementCount(shape) * dataTypes.float32.bytes
    const offsetBytes = end
    end = Math.ceil((end + lengthBytes) / alignment) * alignment
    return { path, shape, offsetBytes, lengthBytes }
  })
  const file = await uniformFile(folder, Math.max(end, alignment))
  const stored = placed.map(({ path, ...place }): [string, StoredTensor] => [
    path,
    { dtype: 'float32', file, ...place },
  ])
  return { path: file, tensors: new Map(stored) }
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
