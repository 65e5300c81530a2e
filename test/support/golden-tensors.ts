import { readFileSync } from 'node:fs'

const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const
type Dtype = keyof typeof arrays

export interface GoldenTensor<T extends Dtype = Dtype> {
  readonly dtype: T
  readonly shape: readonly number[]
  readonly data: InstanceType<(typeof arrays)[T]>
}

interface Header {
  readonly dtype: Dtype
  readonly shape: number[]
  readonly data_offsets: [start: number, end: number]
}

/** Reads golden data; for tests only, because it trusts the file and holds it in memory. */
export function readGoldenTensors(path: string) {
  const bytes = readFileSync(path)
  const headerBytes = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as Record<string, Header>
  return function tensor<T extends Dtype>(name: string, dtype: T): GoldenTensor<T> {
    const entry = header[name]
    if (!entry) throw new Error(`${path}: no tensor ${name}`)
    if (entry.dtype !== dtype) throw new Error(`${path}: ${name} is ${entry.dtype}, expected ${dtype}`)
    const [start, end] = entry.data_offsets
    // a copy, because the tensor may not be aligned in the file
    const data = Uint8Array.from(bytes.subarray(8 + headerBytes + start, 8 + headerBytes + end))
    return { dtype, shape: entry.shape, data: new arrays[dtype](data.buffer) as GoldenTensor<T>['data'] }
  }
}
