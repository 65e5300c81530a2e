// source: vbench/dynamic_degree.py, get_score
/** Share of flow magnitudes that dynamic degree looks at. */
export const largestShare = 0.05

/**
 * Mean of the largest `share` of the lengths of a flow field, pixels; null when the field is so small that the share
 * holds no vector (upstream's NaN).
 *
 * Source: vbench/dynamic_degree.py and static_filter.py, get_score.
 *
 * @param flow H·W vectors, x and y interleaved
 */
export function meanOfLargest(flow: Float32Array, share: number): number | null {
  const vectors = flow.length / 2
  const count = Math.floor(vectors * share)
  if (count === 0) return null
  const lengths = new Float32Array(vectors)
  for (let i = 0; i < vectors; i++) {
    const x = flow[2 * i] as number
    const y = flow[2 * i + 1] as number
    lengths[i] = Math.sqrt(Math.fround(x * x) + Math.fround(y * y))
  }
  lengths.sort()
  let sum = 0
  for (const length of lengths.subarray(vectors - count)) sum += length
  return Math.fround(sum / count)
}
