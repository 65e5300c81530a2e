// F channels, M = sum of h · w over all levels
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { GroupNorm } from '../../layers/norm.ts'
import { strides } from './feature-pyramid.ts'
import { normGroups } from './spec.ts'

// CenterNet2, centernet_head.py, and PyTorch's default for GroupNorm
const [convolutions, epsilon] = [4, 1e-5]

/**
 * CenterNet's head without classes: at every place of every level, how likely an object's centre lies there, and how
 * far its sides are.
 *
 * Source: Zhou et al. 2021, "Probabilistic two-stage detection"; CenterNet2, centernet_head.py with ONLY_PROPOSAL and
 * WITH_AGN_HM.
 */
export class ProposalHead {
  readonly #tower: readonly { readonly conv: Conv2d; readonly norm: GroupNorm }[]
  readonly #distances: Conv2d
  readonly #scales: readonly Parameter[]
  readonly #heat: Conv2d

  constructor(at: Scope, channels: number) {
    // convolution, norm and activation are counted in the names
    this.#tower = Array.from({ length: convolutions }, (_, i) => ({
      conv: new Conv2d(at.at('bbox_tower', 3 * i), channels, channels, 3),
      norm: new GroupNorm(at.at('bbox_tower', 3 * i + 1), normGroups, channels, epsilon),
    }))
    this.#distances = new Conv2d(at.at('bbox_pred'), channels, 4, 3)
    this.#scales = strides.map((_, level) => at.at('scales', level).parameter('scale', [1]))
    this.#heat = new Conv2d(at.at('agn_hm'), channels, 1, 3)
  }

  /** p3 … p7 [1, F, h, w] → heat [M], 0 … 1, and distances [M, 4] to left, top, right and bottom, pixels. */
  forward(g: Graph, levels: readonly Value[]): { readonly heat: Value; readonly distances: Value } {
    const heats: Value[] = []
    const distances: Value[] = []
    for (const [level, map] of levels.entries()) {
      let x = map
      for (const { conv, norm } of this.#tower) x = g.unary('Relu', norm.forward(g, conv.forward(g, x)))
      const scaled = g.mul(this.#distances.forward(g, x), g.use(this.#scales[level]!))
      const inPixels = g.mul(g.unary('Relu', scaled), strides[level]!) // [1, 4, h, w]
      heats.push(g.reshape(g.unary('Sigmoid', this.#heat.forward(g, x)), [-1]))
      distances.push(g.reshape(g.transpose(inPixels, [0, 2, 3, 1]), [-1, 4]))
    }
    return { heat: g.concat(heats, 0), distances: g.concat(distances, 0) }
  }
}
