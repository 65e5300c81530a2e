import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'

/** Vectors along the last axis, scaled to length 1. */
export function unitVectors(g: Graph, x: Value): Value {
  return g.div(x, g.unary('Sqrt', g.sum(g.mul(x, x), [-1])))
}
