// B batch, L tokens, C inputs, D outputs, R rank
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'

/** What a linear layer was fine-tuned with: two narrow maps beside it (Hu et al. 2021, section 4.1). */
export interface LowRank {
  readonly rank: number
  /** α / r of the paper. */
  readonly scale: number
}

/**
 * y = x Wᵀ + b + scale · (x Aᵀ) Bᵀ, with peft's names of A and B. The weights stay apart, as in upstream's run, so that W
 * is used where it lies in its own file; A and B cost C·R + R·D where W costs C·D.
 */
export class LowRankLinear {
  readonly #linear: Linear
  readonly #down: Parameter
  readonly #up: Parameter
  readonly #scale: number

  constructor(at: Scope, inputs: number, outputs: number, { rank, scale }: LowRank) {
    this.#linear = new Linear(at, inputs, outputs)
    this.#down = at.at('lora_A').parameter('weight', [rank, inputs])
    this.#up = at.at('lora_B').parameter('weight', [outputs, rank])
    this.#scale = scale
  }

  /** x [B, L, C] → [B, L, D]. */
  forward(g: Graph, x: Value): Value {
    const change = g.linear(g.linear(x, g.use(this.#down)), g.use(this.#up)) // [B, L, D]
    return g.add(this.#linear.forward(g, x), g.mul(change, this.#scale))
  }
}
