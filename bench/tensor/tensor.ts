/**
 * Element types of tensors, with the array that holds them in memory. float16 and bfloat16 are held as their raw
 * 16 bits.
 */
export const dataTypes = {
  float32: { bytes: 4, array: Float32Array },
  float64: { bytes: 8, array: Float64Array },
  float16: { bytes: 2, array: Uint16Array },
  bfloat16: { bytes: 2, array: Uint16Array },
  int64: { bytes: 8, array: BigInt64Array },
  int32: { bytes: 4, array: Int32Array },
  int16: { bytes: 2, array: Int16Array },
  int8: { bytes: 1, array: Int8Array },
  uint8: { bytes: 1, array: Uint8Array },
  bool: { bytes: 1, array: Uint8Array },
} as const

export type DataType = keyof typeof dataTypes

interface DataOf {
  float32: Float32Array
  float64: Float64Array
  float16: Uint16Array
  bfloat16: Uint16Array
  int64: BigInt64Array
  int32: Int32Array
  int16: Int16Array
  int8: Int8Array
  uint8: Uint8Array
  bool: Uint8Array
}
export type TensorData<T extends DataType = DataType> = DataOf[T]

/** A dense array in row-major order. */
export interface Tensor<T extends DataType = DataType> {
  readonly dtype: T
  readonly shape: readonly number[]
  readonly data: TensorData<T>
}

export type FloatTensor = Tensor<'float32'>

export const elementCount = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1)

/** A tensor over existing data; throws when the number of elements does not match the shape. */
export function tensor<T extends DataType>(
  dtype: T,
  shape: readonly number[],
  data: TensorData<T>,
): Tensor<T> {
  const expected = elementCount(shape)
  if (data.length !== expected) {
    throw new Error(`Tensor [${shape}]: expected ${expected} elements, got ${data.length}`)
  }
  return { dtype, shape, data }
}

/** A float32 tensor; zeros when no values are given. */
export function floatTensor(shape: readonly number[], values?: ArrayLike<number>): FloatTensor {
  const data = values instanceof Float32Array ? values : values && Float32Array.from(values)
  return tensor('float32', shape, data ?? new Float32Array(elementCount(shape)))
}

/** A little-endian byte range read as a tensor, copied so that it is aligned and independent of the source. */
export function tensorFromBytes(dtype: DataType, shape: readonly number[], bytes: Uint8Array): Tensor {
  const { bytes: size, array } = dataTypes[dtype]
  const expected = elementCount(shape) * size
  if (bytes.byteLength !== expected) {
    throw new Error(`Tensor ${dtype} [${shape}]: expected ${expected} bytes, got ${bytes.byteLength}`)
  }
  return { dtype, shape, data: new array(Uint8Array.from(bytes).buffer) }
}

/** The values as float32, whatever the element type. float64 and int64 are rounded. */
export function toFloat32({ dtype, shape, data }: Tensor): FloatTensor {
  if (dtype === 'float32') return { dtype, shape, data: data as Float32Array }
  const out = new Float32Array(data.length)
  if (dtype === 'bfloat16') {
    const bits = new Uint32Array(out.buffer)
    // bfloat16 is the upper half of a float32
    for (let i = 0; i < bits.length; i++) bits[i] = (data[i] as number) << 16
  } else if (dtype === 'float16') {
    for (let i = 0; i < out.length; i++) out[i] = fromHalf(data[i] as number)
  } else {
    for (let i = 0; i < out.length; i++) out[i] = Number(data[i])
  }
  return { dtype: 'float32', shape, data: out }
}

/** IEEE 754 binary16 bits → number. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
