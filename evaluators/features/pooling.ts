/**
 * Two summaries of a grid of feature vectors, so that one look at a frame can serve two roles:
 * - background: the median of each channel over the cells, which nothing that covers less than half of the frame moves;
 * - subject: the mean of the cells, each weighted by how far it is from that median, so that what stands out counts.
 *   Where nothing stands out it is the plain mean.
 *
 * @param grid N cells of D channels, row after row
 */
export function poolGrid(
  grid: Float32Array,
  channels: number,
): { readonly subject: Float32Array; readonly background: Float32Array } {
  const background = channelMedians(grid, channels)
  const cells = grid.length / channels
  const weights = new Float64Array(cells)
  let total = 0
  for (let cell = 0; cell < cells; cell++) {
    let square = 0
    for (let c = 0; c < channels; c++) {
      square += ((grid[cell * channels + c] as number) - (background[c] as number)) ** 2
    }
    weights[cell] = Math.sqrt(square)
    total += weights[cell] as number
  }
  return { subject: weightedMean(grid, channels, total > 0 ? weights : weights.fill(1)), background }
}

function channelMedians(grid: Float32Array, channels: number): Float32Array {
  const cells = grid.length / channels
  const column = new Float32Array(cells)
  return Float32Array.from({ length: channels }, (_, c) => {
    for (let cell = 0; cell < cells; cell++) column[cell] = grid[cell * channels + c] as number
    column.sort()
    return ((column[(cells - 1) >> 1] as number) + (column[cells >> 1] as number)) / 2
  })
}

function weightedMean(grid: Float32Array, channels: number, weights: Float64Array): Float32Array {
  const sums = new Float64Array(channels)
  let total = 0
  for (const [cell, weight] of weights.entries()) {
    total += weight
    for (let c = 0; c < channels; c++) {
      sums[c] = (sums[c] as number) + weight * (grid[cell * channels + c] as number)
    }
  }
  return Float32Array.from(sums, (sum) => sum / total)
}
