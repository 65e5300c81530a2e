/**
 * Mean of |a − b| over all bytes of two frames, 0 … 255, with the bits of NumPy's float32 `np.mean(absdiff(a, b))`.
 *
 * Source: vbench/temporal_flickering.py, get_mae.
 */
export function meanAbsoluteDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`Frames of ${a.length} and ${b.length} bytes: expected two of one size, not empty`)
  }
  return Math.fround(pairwiseSum(a, b, 0, a.length) / a.length)
}

/** float32 holds every integer up to here exactly, so that the order of a sum below it does not matter. */
const exactFloat32Limit = 2 ** 24

/** NumPy halves a long sum and cuts each half to a multiple of this many values (numpy/_core/src/umath/loops_utils.h.src). */
const unrolledValues = 8

/** NumPy's pairwise float32 sum: halves are summed apart and rounded when they are joined. */
function pairwiseSum(a: Uint8Array, b: Uint8Array, start: number, count: number): number {
  if (count * 255 <= exactFloat32Limit) return exactSum(a, b, start, start + count)
  const half = count >> 1
  const left = half - (half % unrolledValues)
  return Math.fround(pairwiseSum(a, b, start, left) + pairwiseSum(a, b, start + left, count - left))
}

function exactSum(a: Uint8Array, b: Uint8Array, start: number, end: number): number {
  let sum = 0
  for (let i = start; i < end; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    // branch-free absolute value: a branch on the sign of noise is mispredicted half of the time
    const sign = difference >> 31
    sum = (sum + ((difference ^ sign) - sign)) | 0
  }
  return sum
}
