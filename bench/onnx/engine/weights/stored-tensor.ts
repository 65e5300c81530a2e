import { type DataType, dataTypes, elementCount } from '../../../tensor/tensor.ts'

/** A tensor that lies in a file. The range has been checked against the file's size when this record exists. */
export interface StoredTensor {
  readonly dtype: DataType
  readonly shape: readonly number[]
  /** Absolute path of the file. */
  readonly file: string
  readonly offsetBytes: number
  readonly lengthBytes: number
  /** Elements between neighbours on each axis, where the tensor is not contiguous in row-major order. */
  readonly strides?: readonly number[]
  /**
   * Contiguous tensors of one type that follow each other along the first axis, where a checkpoint holds in pieces what
   * a network takes as one. The range above is then that of the first.
   */
  readonly pieces?: readonly StoredTensor[]
}

/** Steps of a contiguous row-major tensor, in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides: number[] = []
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.unshift(step)
    step *= shape[axis]!
  }
  return strides
}

/** Bytes of a contiguous tensor. Not a safe integer when the shape is absurd. */
export const byteCount = (dtype: DataType, shape: readonly number[]): number =>
  elementCount(shape) * dataTypes[dtype].bytes
