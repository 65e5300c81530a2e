// N boxes, F channels
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { FloatTensor } from '../../../tensor/tensor.ts'
import { Linear } from '../../layers/linear.ts'
import { type Boxes, changeCorners, clipCorners, type ImageSize } from './boxes.ts'
import { type PooledMaps, pooledRegions, regionFeeds } from './region-pooling.ts'
import type { GritSpec } from './spec.ts'

// detectron2, config/defaults.py, ROI_BOX_CASCADE_HEAD.BBOX_REG_WEIGHTS
const changeWeights = [
  [10, 10, 5, 5],
  [20, 20, 10, 10],
  [30, 30, 15, 15],
] as const

// GRiT, configs/Base.yaml, ROI_BOX_HEAD.POOLER_RESOLUTION
const regionSide = 7
/** An object, or background. */
const classes = 2

/**
 * Three heads one after another, each of which judges the boxes that the one before it has moved.
 *
 * Source: Cai and Vasconcelos 2018 (Cascade R-CNN); GRiT, grit/modeling/roi_heads/grit_roi_heads.py, _forward_box.
 */
export class Cascade {
  readonly #channels: number
  readonly #stages: readonly Stage[]

  constructor(at: Scope, { fpnChannels, roiFcDim }: GritSpec) {
    this.#channels = fpnChannels
    this.#stages = changeWeights.map((_, i) => new Stage(at, i, fpnChannels, roiFcDim))
  }

  /**
   * Proposals to boxes with scores, 0 … 1, in the same order: the root of the mean of the heads' object probabilities
   * times the proposal's score. The boxes of the last head are not clipped.
   */
  async judge(run: Run, maps: PooledMaps, proposals: Boxes, image: ImageSize): Promise<Boxes> {
    const sums = new Float64Array(proposals.scores.length)
    let { corners } = proposals
    for (const [i, weights] of changeWeights.entries()) {
      const inside = i === 0 ? corners : clipCorners(corners, image)
      const { objects, changes } = await this.#stage(run, i, maps, inside)
      objects.forEach((probability, box) => {
        sums[box]! += probability
      })
      corners = changeCorners(inside, changes, weights)
    }
    const scores = Float32Array.from(sums, (sum, i) =>
      Math.sqrt((sum / changeWeights.length) * proposals.scores[i]!),
    )
    return { corners, scores }
  }

  /** One head's object probabilities, N, and changes, 4N. */
  async #stage(run: Run, index: number, maps: PooledMaps, corners: Float32Array) {
    const { feeds, rows } = regionFeeds(maps, corners)
    const program = {
      name: `grit cascade ${index}`,
      build: (g: Graph) => {
        const { probabilities, changes } = this.#stages[index]!.forward(
          g,
          pooledRegions(g, this.#channels, regionSide),
        )
        g.output('probabilities', probabilities)
        g.output('changes', changes)
      },
    }
    const outputs = await run(program, feeds)
    const { data: probabilities } = outputs.probabilities as FloatTensor
    const { data: changed } = outputs.changes as FloatTensor
    const objects = new Float32Array(rows.length)
    const changes = new Float32Array(4 * rows.length)
    rows.forEach((box, row) => {
      objects[box] = probabilities[classes * row]!
      changes.set(changed.subarray(4 * row, 4 * row + 4), 4 * box)
    })
    return { objects, changes }
  }
}

class Stage {
  readonly #layers: readonly [Linear, Linear]
  readonly #scores: Linear
  readonly #changes: readonly [Linear, Linear]

  constructor(at: Scope, index: number, channels: number, width: number) {
    const [head, predictor] = [at.at('box_head', index), at.at('box_predictor', index)]
    this.#layers = [
      new Linear(head.at('fc1'), channels * regionSide ** 2, width),
      new Linear(head.at('fc2'), width, width),
    ]
    this.#scores = new Linear(predictor.at('cls_score'), width, classes)
    this.#changes = [
      new Linear(predictor.at('bbox_pred', 0), width, width),
      new Linear(predictor.at('bbox_pred', 2), width, 4),
    ]
  }

  /** Pooled regions [N, F, S, S] → probabilities of object and background [N, 2], changes [N, 4]. */
  forward(g: Graph, regions: Value): { readonly probabilities: Value; readonly changes: Value } {
    const relu = (layer: Linear, x: Value) => g.unary('Relu', dense(g, layer, x))
    const [channels, side] = [regions.shape[1] as number, regions.shape[2] as number]
    const flat = g.reshape(regions, [regions.shape[0]!, channels * side ** 2])
    const state = relu(this.#layers[1], relu(this.#layers[0], flat)) // [N, width]
    const probabilities = g.softmax(dense(g, this.#scores, state))
    const changes = dense(g, this.#changes[1], relu(this.#changes[0], state))
    return { probabilities, changes }
  }
}

/** A linear layer on rows whose number is known when the graph runs: [N, inputs] → [N, outputs]. */
const dense = (g: Graph, { weight, bias }: Linear, x: Value): Value =>
  g.one('Gemm', [x, g.use(weight), g.use(bias!)], { transB: 1 })
