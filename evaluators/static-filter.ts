import { roundHalfEven } from './rounding.ts'

/**
 * VBench's static filter: whether a clip stands still enough for temporal-flickering to mean flicker and not motion.
 *
 * Source: static_filter.py at the root of Vchitect/VBench, StaticFilter.set_params and check_static.
 *
 * @param magnitudes mean of the largest 2 % of flow magnitudes, pixels, of each successive pair of all frames, then
 *   of (first, last) and of (last, first)
 */
export function isStatic(magnitudes: readonly number[], shorterSide: number, frameCount: number): boolean {
  const threshold = staticThreshold(shorterSide)
  const allowed = allowedMovingPairs(frameCount)
  const pairs = magnitudes.slice(0, -2)
  if (pairs.filter((magnitude) => magnitude > threshold).length > allowed) return false
  // the clip's ends, held against each other in both directions
  return magnitudes.slice(-2).every((magnitude) => magnitude <= threshold * allowed * 2)
}

/** Share of flow magnitudes that the filter looks at. */
export const staticFilterShare = 0.02

/** Flow above which a pair counts as moving, pixels. */
export function staticThreshold(shorterSide: number): number {
  return 3 * (shorterSide / 256)
}

/** Pairs that may move in a static clip. */
export function allowedMovingPairs(frameCount: number): number {
  return roundHalfEven(2 * (frameCount / 16))
}
