import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../../../errors.ts'
import { type ByteSource, WeightFormatError, withFileSource } from './byte-source.ts'
import { readSafetensors } from './safetensors.ts'
import type { StoredTensor } from './stored-tensor.ts'
import { readTorchArchive } from './torch-archive.ts'
import { readTorchLegacy } from './torch-legacy.ts'

/** The tensors of a checkpoint, by name, where they lie. */
export interface Weights {
  /** What the user named: a file or a folder. */
  readonly path: string
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** Names under which a folder's weights are looked for, in this order (those of the transformers library). */
const folderNames = [
  'model.safetensors.index.json',
  'model.safetensors',
  'pytorch_model.bin.index.json',
  'pytorch_model.bin',
  'diffusion_pytorch_model.safetensors',
] as const

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) })
const maxIndexBytes = 64 * 2 ** 20

/**
 * Opens a checkpoint: a safetensors file, a torch archive (zip or legacy), a sharded checkpoint's index, or a folder
 * that holds one of them. Only headers are read. The content decides the format, not the file's name.
 *
 * Throws WEIGHT_FILE_MISSING when there is no such file and WEIGHTS_UNREADABLE when the content is damaged or of an
 * unsupported kind.
 */
export async function openWeights(path: string): Promise<Weights> {
  const file = await resolveFile(path)
  const tensors = file.endsWith('.index.json') ? await readSharded(file) : await readFileTensors(file)
  return { path, tensors }
}

/** The part of a checkpoint below a prefix such as `state_dict.`, named without it. */
export function weightsUnder({ path, tensors }: Weights, prefix: string): Weights {
  const inside = [...tensors].filter(([name]) => name.startsWith(prefix))
  return { path, tensors: new Map(inside.map(([name, tensor]) => [name.slice(prefix.length), tensor])) }
}

async function resolveFile(path: string): Promise<string> {
  const facts = await stat(path).catch(() => null)
  if (facts?.isFile()) return path
  if (facts?.isDirectory()) {
    for (const name of folderNames) {
      const candidate = join(path, name)
      if ((await stat(candidate).catch(() => null))?.isFile()) return candidate
    }
  }
  throw new BenchError('WEIGHT_FILE_MISSING', { path })
}

async function readSharded(indexPath: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const map = await readIndex(indexPath)
  const merged = new Map<string, StoredTensor>()
  for (const shard of new Set(Object.values(map))) {
    if (shard !== basename(shard) || shard === '..' || shard === '.') {
      throw unreadable(indexPath, `names a shard outside its folder: ${shard}`)
    }
    const file = join(dirname(indexPath), shard)
    if (!(await stat(file).catch(() => null))?.isFile())
      throw new BenchError('WEIGHT_FILE_MISSING', { path: file })
    for (const [name, tensor] of await readFileTensors(file)) {
      if (map[name] === shard) merged.set(name, tensor)
    }
  }
  const absent = Object.keys(map).find((name) => !merged.has(name))
  if (absent !== undefined)
    throw unreadable(indexPath, `promises tensor ${absent}, which ${map[absent]} does not hold`)
  return merged
}

async function readIndex(path: string): Promise<Readonly<Record<string, string>>> {
  if ((await stat(path)).size > maxIndexBytes) throw unreadable(path, 'is too large for an index')
  try {
    const parsed = indexSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.weight_map
  } catch (cause) {
    throw unreadable(path, 'is not an index with a weight_map', cause)
  }
}

async function readFileTensors(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  try {
    // a hub cache holds links into a folder of blobs: the link's target is the file that must be mapped
    return await withFileSource(await realpath(path), readTensors)
  } catch (error) {
    if (error instanceof WeightFormatError) throw unreadable(path, error.message, error)
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined) throw unreadable(path, `cannot be read (${code})`, error)
    throw error
  }
}

/** Reads a checkpoint's table of tensors; the first bytes tell the format. */
export async function readTensors(source: ByteSource): Promise<ReadonlyMap<string, StoredTensor>> {
  if (source.sizeBytes < 8) throw new WeightFormatError(`has only ${source.sizeBytes} bytes`)
  const head = await source.read(0, 8)
  if (head.readUInt32LE(0) === 0x04034b50) return readTorchArchive(source)
  // protocol byte, then torch's magic number as a long of 10 bytes; a safetensors length may also start with 0x80
  if (head[0] === 0x80 && head.readUInt16LE(2) === 0x0a8a) return readTorchLegacy(source)
  return readSafetensors(source)
}

const unreadable = (path: string, found: string, cause?: unknown) =>
  new BenchError('WEIGHTS_UNREADABLE', { path, found }, { cause })
