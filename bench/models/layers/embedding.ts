import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'

/** A table of vectors, looked up by integer ids. */
export class Embedding {
  readonly weight: Parameter

  constructor(at: Scope, count: number, width: number) {
    this.weight = at.parameter('weight', [count, width])
  }

  forward(g: Graph, ids: Value): Value {
    return g.gather(g.use(this.weight), ids)
  }
}
