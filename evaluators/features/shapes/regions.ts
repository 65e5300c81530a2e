/** Groups of pixel indices that hang together by their sides, each in scan order of discovery. */
export function connectedRegions(
  candidates: Iterable<number>,
  width: number,
  height: number,
): readonly (readonly number[])[] {
  const open = new Uint8Array(width * height)
  for (const index of candidates) open[index] = 1
  const regions: number[][] = []
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 1) regions.push(flood(open, start, width, height))
  }
  return regions
}

function flood(open: Uint8Array, start: number, width: number, height: number): number[] {
  const region = [start]
  open[start] = 0
  // `region` grows while it is walked
  for (const index of region) {
    const x = index % width
    const y = (index - x) / width
    const take = (neighbour: number) => {
      if (open[neighbour] !== 1) return
      open[neighbour] = 0
      region.push(neighbour)
    }
    if (x > 0) take(index - 1)
    if (x < width - 1) take(index + 1)
    if (y > 0) take(index - width)
    if (y < height - 1) take(index + width)
  }
  return region
}
