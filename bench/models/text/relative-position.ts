/**
 * T5's bucket of the distance from each query (row) to each key (column), [length, length] row by row. Half of the
 * buckets are for keys after the query; in each half, the first half is exact and the rest logarithmic up to
 * `maxDistance`.
 *
 * Source: transformers, models/t5/modeling_t5.py, T5Attention._relative_position_bucket (bidirectional), in float32.
 */
export function relativePositionBuckets(length: number, buckets: number, maxDistance: number): Int32Array {
  const half = buckets / 2
  const exact = half / 2
  const ids = new Int32Array(length * length)
  for (let query = 0; query < length; query++) {
    for (let key = 0; key < length; key++) {
      const distance = Math.abs(key - query)
      const bucket = distance < exact ? distance : farBucket(distance, exact, half, maxDistance)
      ids[query * length + key] = bucket + (key > query ? half : 0)
    }
  }
  return ids
}

function farBucket(distance: number, exact: number, half: number, maxDistance: number): number {
  const logarithm = Math.fround(Math.log(Math.fround(distance / exact)))
  const share = Math.fround(logarithm / Math.fround(Math.log(maxDistance / exact)))
  return Math.min(half - 1, exact + Math.trunc(Math.fround(share * (half - exact))))
}
