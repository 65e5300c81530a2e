import type { Graph } from '../../onnx/graph/graph.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { floatTensor } from '../../tensor/tensor.ts'

/** 0 where a query may see a key, −∞ where the key comes later; [1, 1, L, L]. */
export function causalMask(g: Graph, length: number): Value {
  const mask = floatTensor([1, 1, length, length])
  for (let query = 0; query < length; query++) {
    mask.data.fill(Number.NEGATIVE_INFINITY, query * length + query + 1, (query + 1) * length)
  }
  return g.cast(g.constant(mask), g.precision)
}
