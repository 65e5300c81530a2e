const firstSeconds = 1
const longestSeconds = 30

/**
 * Seconds until the next attempt after `failures` failed ones in a row: doubling, at most half a minute, spread by up to
 * a half so that many pages do not return to a restarted server at once.
 *
 * @param chance 0 … 1
 */
export function backOffSeconds(failures: number, chance: number): number {
  const seconds = Math.min(longestSeconds, firstSeconds * 2 ** Math.max(0, failures - 1))
  return seconds * (1 - chance / 2)
}
