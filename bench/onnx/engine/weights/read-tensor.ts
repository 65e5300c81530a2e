import {
  type DataType,
  dataTypes,
  elementCount,
  type Tensor,
  type TensorData,
  tensorFromBytes,
} from '../../../tensor/tensor.ts'
import { withFileSource } from './byte-source.ts'
import type { StoredTensor } from './stored-tensor.ts'

/** Reads a stored tensor into memory, in row-major order. */
export async function readTensor(stored: StoredTensor): Promise<Tensor> {
  const { file, offsetBytes, lengthBytes, dtype, shape, strides, pieces } = stored
  if (pieces) {
    const parts: Tensor[] = []
    for (const piece of pieces) parts.push(await readTensor(piece))
    return tensorFromBytes(dtype, shape, Buffer.concat(parts.map(({ data }) => bytesOf(data))))
  }
  const bytes = await withFileSource(file, (source) => source.read(offsetBytes, lengthBytes))
  return tensorFromBytes(dtype, shape, strides ? gather(bytes, dtype, shape, strides) : bytes)
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TensorData) =>
  Buffer.from(buffer, byteOffset, byteLength)

function gather(
  bytes: Buffer,
  dtype: DataType,
  shape: readonly number[],
  strides: readonly number[],
): Buffer {
  const size = dataTypes[dtype].bytes
  const out = Buffer.alloc(elementCount(shape) * size)
  const index = shape.map(() => 0)
  for (let at = 0; at < out.length; at += size) {
    const from = index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0) * size
    bytes.copy(out, at, from, from + size)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1
      if (index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
  return out
}
