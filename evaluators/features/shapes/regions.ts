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
  for (let next = 0; next < region.length; next++) {
    const index = region[next] as number
    const x = index % width
    if (x > 0 && open[index - 1] === 1) take(open, index - 1, region)
    if (x < width - 1 && open[index + 1] === 1) take(open, index + 1, region)
    if (index >= width && open[index - width] === 1) take(open, index - width, region)
    if (index < width * (height - 1) && open[index + width] === 1) take(open, index + width, region)
  }
  return region
}

function take(open: Uint8Array, index: number, region: number[]): void {
  open[index] = 0
  region.push(index)
}
