import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import type { Detection, Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames, unscored } from './scored.ts'

type Box = Detection['box']

/**
 * Per frame, how well the best pair of the two objects lies along the asked axis, 0 … 1; averaged over frames.
 * As upstream, the direction is not checked: left counts as right, top as bottom.
 */
export const spatialRelationship: Evaluator<'object-detector'> = {
  meta: {
    id: 'spatial-relationship',
    title: 'Spatial relationship',
    unit: 'mean frame score',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'object-detector',
    needsPrompt: true,
    citation: vbench('spatial_relationship'),
  },
  score({ prompt, feature }) {
    const asked = readAuxiliary(prompt, 'spatial-relationship')
    if ('problem' in asked) return unscored(asked.problem)
    if (feature.frames.length === 0) return tooFewFrames(0, 1)
    const { object_a, object_b, relationship } = asked.value.spatial_relationship
    const results = feature.frames.map((frame) => frameScore(frame, [object_a, object_b], relationship))
    return scored(mean(results), results.length, { frameResults: results })
  },
}

/** The best pair of boxes among all detections of either object; two of the same object are a pair too, as upstream. */
export function frameScore(
  frame: readonly Detection[],
  objects: readonly [string, string],
  relationship: string,
): number {
  const boxes = frame.filter((detection) => objects.includes(detection.name)).map((item) => item.box)
  let best = 0
  for (const [i, first] of boxes.entries()) {
    for (const second of boxes.slice(i + 1)) {
      best = Math.max(best, positionScore(relationship, first, second) ?? 0)
    }
  }
  return best
}

// source: vbench/spatial_relationship.py, get_position_score
const iouThreshold = 0.1

/**
 * 1 when the centres lie further apart along the asked axis than across it and the boxes hardly overlap, less with
 * more overlap, 0 otherwise. Null for two boxes without area, where upstream divides by zero and loses the run.
 */
export function positionScore(relationship: string, a: Box, b: Box): number | null {
  const dx = Math.abs((b[0] + b[2]) / 2 - (a[0] + a[2]) / 2)
  const dy = Math.abs((b[1] + b[3]) / 2 - (a[1] + a[3]) / 2)
  const iou = intersectionOverUnion(a, b)
  if (iou === null) return null
  const value = iou < iouThreshold ? 1 : iouThreshold / iou
  if (isPartOf(relationship, 'on the right of', 'on the left of')) return dx > dy ? value : 0
  if (isPartOf(relationship, 'on the bottom of', 'on the top of')) return dy > dx ? value : 0
  return 0
}

const isPartOf = (part: string, ...phrases: string[]) => phrases.some((phrase) => phrase.includes(part))

function intersectionOverUnion(a: Box, b: Box): number | null {
  const overlapX = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]))
  const overlapY = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))
  const intersection = overlapX * overlapY
  const union = areaOf(a) + areaOf(b) - intersection
  return union === 0 ? null : intersection / union
}

const areaOf = (box: Box) => (box[2] - box[0]) * (box[3] - box[1])
