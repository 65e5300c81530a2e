import { z } from 'zod'
import type { DataType } from '../../../tensor/tensor.ts'
import { type ByteSource, WeightFormatError } from './byte-source.ts'
import { byteCount, type StoredTensor } from './stored-tensor.ts'

// https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs, MAX_HEADER_SIZE
const maxHeaderBytes = 100_000_000

const dtypes: Readonly<Record<string, DataType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
}

const size = z.int().nonnegative()
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size).max(16),
  data_offsets: z.tuple([size, size]),
})

/**
 * The tensors of a safetensors file. Every range is checked: inside the file, as long as its shape says, and together
 * without gaps or overlaps, as the format demands.
 */
export async function readSafetensors(source: ByteSource): Promise<ReadonlyMap<string, StoredTensor>> {
  const headerBytes = Number((await source.read(0, 8)).readBigUInt64LE())
  if (headerBytes > maxHeaderBytes) throw new WeightFormatError(`has a header of ${headerBytes} bytes`)
  const dataStart = 8 + headerBytes
  const header = parseHeader((await source.read(8, headerBytes)).toString('utf8'))
  const tensors = new Map<string, StoredTensor>()
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readEntry(name, value, source.path, dataStart))
  }
  checkCoverage([...tensors.values()], dataStart, source.sizeBytes)
  return tensors
}

function parseHeader(text: string): object {
  try {
    const header: unknown = JSON.parse(text)
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header
  } catch {
    // reported below
  }
  throw new WeightFormatError('has a header that is not a JSON object')
}

function readEntry(name: string, value: unknown, file: string, dataStart: number): StoredTensor {
  const entry = entrySchema.safeParse(value)
  if (!entry.success) throw new WeightFormatError(`describes tensor ${name} wrongly`)
  const { shape, data_offsets: offsets } = entry.data
  const dtype = Object.hasOwn(dtypes, entry.data.dtype) ? dtypes[entry.data.dtype] : undefined
  if (!dtype) throw new WeightFormatError(`holds tensor ${name} of unsupported type ${entry.data.dtype}`)
  const lengthBytes = offsets[1] - offsets[0]
  if (lengthBytes !== byteCount(dtype, shape)) {
    throw new WeightFormatError(`gives ${lengthBytes} bytes to tensor ${name}, ${dtype} [${shape}]`)
  }
  return { dtype, shape, file, offsetBytes: dataStart + offsets[0], lengthBytes }
}

function checkCoverage(tensors: readonly StoredTensor[], dataStart: number, end: number): void {
  let at = dataStart
  for (const tensor of tensors.toSorted(
    (a, b) => a.offsetBytes - b.offsetBytes || a.lengthBytes - b.lengthBytes,
  )) {
    if (tensor.offsetBytes !== at) throw new WeightFormatError(`has a gap or an overlap at byte ${at}`)
    at += tensor.lengthBytes
  }
  if (at !== end)
    throw new WeightFormatError(`should be ${at} bytes long and is ${end}; it may be incomplete`)
}
