// N boxes, F channels, S side of the pooled grid
import { BenchError } from '../../../errors.ts'
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Tensors } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { type FloatTensor, floatTensor, tensor } from '../../../tensor/tensor.ts'
import { strides } from './feature-pyramid.ts'

// GRiT, configs/Base.yaml, ROI_HEADS.IN_FEATURES
const pooledLevels = [3, 4, 5] as const

// detectron2, modeling/poolers.py, ROIPooler's defaults: a box of this size, pixels, lies on this level
const [canonicalSide, canonicalLevel] = [224, 4]

/** Maps from which regions are pooled, [1, F, h, w] each. */
export type PooledMaps = Readonly<Record<'p3' | 'p4' | 'p5', FloatTensor>>

/** Boxes sorted by the level that they are pooled from. */
export interface RegionFeeds {
  readonly feeds: Tensors
  /** Which box each row of a program's output belongs to. */
  readonly rows: readonly number[]
}

/**
 * Feeds for `pooledRegions`: the maps and the boxes, 4N, by level. The larger a box, the coarser its level, so that each
 * is sampled at a bounded number of points.
 */
export function regionFeeds({ p3, p4, p5 }: PooledMaps, corners: Float32Array): RegionFeeds {
  expectBounded(corners)
  const levels = Array.from({ length: corners.length / 4 }, (_, i) => levelOf(corners, i))
  const feeds: Record<string, Tensors[string]> = { p3, p4, p5 }
  const rows: number[] = []
  for (const level of pooledLevels) {
    const own = [...levels.keys()].filter((i) => levels[i] === level)
    const values = own.flatMap((i) => [...corners.subarray(4 * i, 4 * i + 4)])
    feeds[`boxes${level}`] = floatTensor([own.length, 4], values)
    feeds[`images${level}`] = tensor('int64', [own.length], new BigInt64Array(own.length))
    rows.push(...own)
  }
  return { feeds, rows }
}

/** Ours: a region is sampled at a number of points that grows with its area. */
const farthest = 2 ** 15

/** Throws NETWORK_RESULT when boxes are not numbers or far outside any picture, which only broken weights lead to. */
function expectBounded(corners: Float32Array): void {
  const found = corners.find((value) => !(Math.abs(value) <= farthest))
  if (found === undefined) return
  const expected = `at most ${farthest} pixels`
  throw new BenchError('NETWORK_RESULT', { network: 'GRiT', found: `a box corner at ${found}`, expected })
}

/** Source: detectron2, modeling/poolers.py, assign_boxes_to_levels. */
function levelOf(corners: Float32Array, box: number): number {
  const [x0, y0, x1, y1] = corners.subarray(4 * box, 4 * box + 4)
  const side = Math.fround(Math.sqrt(Math.fround((x1! - x0!) * (y1! - y0!))))
  const level = Math.floor(canonicalLevel + Math.log2(Math.fround(side / canonicalSide + 1e-8)))
  return Math.min(Math.max(level, pooledLevels[0]), pooledLevels[2])
}

/**
 * Declares the inputs of `regionFeeds` and pools each box's region to S×S: bilinear samples at the centres of as many
 * equal parts as the map has places there, averaged. The result [N, F, S, S] is in order of levels.
 *
 * Source: He et al. 2017 (Mask R-CNN), section 3; detectron2's ROIAlignV2 with sampling ratio 0.
 */
export function pooledRegions(g: Graph, channels: number, side: number): Value {
  const pooled = pooledLevels.map((level) => {
    const map = g.input(`p${level}`, 'float32', [1, channels, `p${level} rows`, `p${level} columns`])
    const boxes = g.input(`boxes${level}`, 'float32', [`boxes${level}`, 4])
    const images = g.input(`images${level}`, 'int64', [`boxes${level}`])
    return g.one('RoiAlign', [map, boxes, images], {
      coordinate_transformation_mode: 'half_pixel',
      mode: 'avg',
      output_height: side,
      output_width: side,
      sampling_ratio: 0,
      spatial_scale: 1 / strides[level - pooledLevels[0]]!,
    })
  })
  return g.concat(pooled, 0)
}
