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
 * alignment; Damerau 1964, Wagner and Fischer 1974), in UTF-16 units. Above `limit` it stops and returns `limit + 1`;
 * only cells within `limit` of the diagonal can stay below it (Ukkonen 1985), so a small one is fast.
 */
export function editDistance(a: string, b: string, limit = Math.max(a.length, b.length)): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  // Cells left of the band and right of it hold `far`, which no sum brings below the limit again.
  const far = limit + 1
  let twoBack: number[] = []
  let back = Array.from({ length: b.length + 1 }, (_, j) => Math.min(j, far))
  let row: number[] = new Array(b.length + 1).fill(far)
  for (let i = 1; i <= a.length; i++) {
    const first = Math.max(1, i - limit)
    const last = Math.min(b.length, i + limit)
    row[first - 1] = first === 1 ? Math.min(i, far) : far
    let lowest = row[first - 1]!
    for (let j = first; j <= last; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(back[j - 1]! + (isSame ? 0 : 1), back[j]! + 1, row[j - 1]! + 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) cost = Math.min(cost, twoBack[j - 2]! + 1)
      row[j] = cost
      if (cost < lowest) lowest = cost
    }
    if (last < b.length) row[last + 1] = far
    if (lowest > limit) return far
    ;[twoBack, back, row] = [back, row, twoBack.length === 0 ? new Array(b.length + 1).fill(far) : twoBack]
  }
  return Math.min(back[b.length]!, far)
}
