// M = sum of rows · columns over all levels
import { type Boxes, pickBoxes, withoutOverlaps } from './boxes.ts'
import { strides } from './feature-pyramid.ts'
import type { Grid } from './relative-attention.ts'

// GRiT, configs/Base.yaml: CENTERNET.INFERENCE_TH, PRE_NMS_TOPK_TEST, NMS_TH_TEST and POST_NMS_TOPK_TEST
const leastHeat = Math.fround(1e-4)
const [mostOfLevel, overlapThreshold, mostProposals] = [1000, 0.9, 256]

/** Least width and height of a proposal, pixels (CenterNet2, centernet.py, predict_single_level). */
const leastSide = 0.01

/**
 * Proposals from the heat [M] and the distances [M, 4] of the levels p3 … p7 with the given sizes, by falling score.
 * They may reach beyond the image. With equal scores at the end there may be more than 256.
 *
 * Source: CenterNet2, centernet.py, predict_instances.
 */
export function selectProposals(heat: Float32Array, distances: Float32Array, grids: readonly Grid[]): Boxes {
  const places = candidates(heat, grids)
  const corners = new Float32Array(4 * places.length)
  places.forEach(({ x, y, cell }, i) => {
    const [left, top, right, bottom] = distances.subarray(4 * cell, 4 * cell + 4)
    const [x0, y0] = [Math.fround(x - left!), Math.fround(y - top!)]
    corners.set([x0, y0, Math.max(x + right!, x0 + leastSide), Math.max(y + bottom!, y0 + leastSide)], 4 * i)
  })
  const scores = Float32Array.from(places, ({ cell }) => Math.sqrt(heat[cell]!))
  const boxes = { corners, scores }
  const kept = withoutOverlaps(
    boxes,
    overlapThreshold,
    (found, next) => found.length >= mostProposals && next < scores[found[mostProposals - 1]!]!,
  )
  return pickBoxes(boxes, kept)
}

interface Candidate {
  /** Centre of the cell, pixels. */
  readonly x: number
  readonly y: number
  /** Its place among all levels' cells. */
  readonly cell: number
}

/** The cells of each level with enough heat, the hottest thousand where there are more. */
function candidates(heat: Float32Array, grids: readonly Grid[]): Candidate[] {
  let first = 0
  return grids.flatMap(({ rows, columns }, level) => {
    const stride = strides[level]!
    const found: Candidate[] = []
    for (let i = 0; i < rows * columns; i++) {
      if (!(heat[first + i]! > leastHeat)) continue
      const [row, column] = [Math.floor(i / columns), i % columns]
      found.push({ x: column * stride + stride / 2, y: row * stride + stride / 2, cell: first + i })
    }
    first += rows * columns
    if (found.length <= mostOfLevel) return found
    return found.sort((a, b) => heat[b.cell]! - heat[a.cell]! || a.cell - b.cell).slice(0, mostOfLevel)
  })
}
