import type { DataType } from '../../tensor/tensor.ts'
import type { Shape } from './shape.ts'

export interface TensorType {
  readonly dtype: DataType
  readonly shape: Shape
}

/** One tensor of a graph: the output of a node, an input, a parameter or a constant. */
export interface Value extends TensorType {
  readonly name: string
  /** Known contents of small integer constants; shape rules read them. */
  readonly integers?: readonly number[]
}
