// B frames, R rows, Q columns of a resized frame
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { ResidualBlock } from '../flow/raft-encoder.ts'
import { instanceNorm } from '../layers/batch-norm.ts'

// facebookresearch/co-tracker, cotracker.py: features have a quarter of the frame's height and width
export const featureStride = 4
// blocks.py, CorrBlock as cotracker.py calls it
export const featureLevels = 4

/** Residual convolutions whose four stages are brought to one size and joined (facebookresearch/co-tracker, blocks.py). */
export class CotrackerEncoder {
  readonly #stem: Conv2d
  readonly #stages: readonly (readonly [ResidualBlock, ResidualBlock])[]
  readonly #join: Conv2d
  readonly #out: Conv2d

  constructor(at: Scope, width: number) {
    const stem = width / 2
    const channels = [stem, (width / 4) * 3, width, width]
    this.#stem = new Conv2d(at.at('conv1'), 3, stem, 7, { stride: 2 })
    this.#stages = channels.map((outputs, i) => {
      const stage = at.at(`layer${i + 1}`)
      return [
        new ResidualBlock(stage.at(0), 'instance', channels[i - 1] ?? stem, outputs, i === 0 ? 1 : 2),
        new ResidualBlock(stage.at(1), 'instance', outputs, outputs, 1),
      ] as const
    })
    const joined = channels.reduce((sum, outputs) => sum + outputs, 0)
    this.#join = new Conv2d(at.at('conv2'), joined, 2 * width, 3)
    this.#out = new Conv2d(at.at('conv3'), 2 * width, width, 1)
  }

  /** Colours from 0 to 255, [B, 3, R, Q] → features [B, C, R/4, Q/4]. */
  forward(g: Graph, frames: Value): Value {
    const [, , rows, columns] = frames.shape as readonly [number, number, number, number]
    const size = [Math.floor(rows / featureStride), Math.floor(columns / featureStride)] as const
    const colours = g.sub(g.mul(g.div(frames, 255), 2), 1)
    let x = normalised(g, this.#stem.forward(g, colours))
    const maps = this.#stages.map(([first, second]) => {
      x = second.forward(g, first.forward(g, x))
      return resized(g, x, size)
    })
    return this.#out.forward(g, normalised(g, this.#join.forward(g, g.concat(maps, 1))))
  }
}

/** The features and means of 2×2 places of them, again and again. */
export function featurePyramid(g: Graph, features: Value): readonly Value[] {
  const levels = [features]
  while (levels.length < featureLevels) {
    levels.push(g.one('AveragePool', [levels.at(-1)!], { kernel_shape: [2, 2], strides: [2, 2] }))
  }
  return levels
}

const normalised = (g: Graph, x: Value): Value => g.unary('Relu', instanceNorm(g, x))

/** Bilinear resizing of [B, C, h, w] that keeps the corners. */
function resized(g: Graph, x: Value, [rows, columns]: readonly [number, number]): Value {
  const [batch, channels, height, width] = x.shape as readonly [number, number, number, number]
  if (rows === height && columns === width) return x
  const shape = [batch, channels, rows, columns]
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'align_corners' }
  return g.one('Resize', [x, undefined, undefined, g.integers(shape)], attributes, { dtype: x.dtype, shape })
}
