/** The known name nearest to a misspelt one, or null when none is near enough to be meant: "Did you mean …?". */
export function nearestName(found: string, known: readonly string[]): string | null {
  const wanted = found.toLowerCase()
  // A third of the word may be wrong, and two letters always: what git's and cargo's suggestions allow.
  let limit = Math.max(2, Math.floor(wanted.length / 3))
  let nearest: string | null = null
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase(), limit)
    if (distance > limit || distance >= name.length) continue
    nearest = name
    limit = distance - 1
  }
  return nearest
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other (optimal string
 * alignment; Damerau 1964, Wagner and Fischer 1974), in UTF-16 units. Stops above `limit` and returns `limit + 1`.
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let twoBack: number[] = []
  let back = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = back[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? twoBack[j - 2]! + 1 : replaced
      row.push(Math.min(replaced, swapped, back[j]! + 1, row[j - 1]! + 1))
    }
    if (Math.min(...row) > limit) return limit + 1
    twoBack = back
    back = row
  }
  return back[b.length]!
}
