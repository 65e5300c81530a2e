import type { Detection } from '../contract.ts'

/**
 * Greedy non-maximum suppression over all classes: of boxes that overlap by more than `limit` (intersection over
 * union) the one with the best score stays. Takes and gives detections by falling score.
 */
export function withoutDuplicates(detections: readonly Detection[], limit: number): readonly Detection[] {
  const kept: Detection[] = []
  for (const detection of detections) {
    if (kept.every((other) => overlap(other.box, detection.box) <= limit)) kept.push(detection)
  }
  return kept
}

function overlap(a: Detection['box'], b: Detection['box']): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  const area = (box: Detection['box']) => (box[2] - box[0]) * (box[3] - box[1])
  return (width * height) / (area(a) + area(b) - width * height)
}
