/**
 * Two summaries of a grid of feature vectors, so that one look at a frame can serve two roles. How far a cell stands
 * out is its distance from the median of all cells, channel by channel, which nothing that covers less than half of
 * the frame moves:
 * - subject: the mean of the cells weighted by that distance, so that what stands out counts most;
 * - background: the mean weighted by what a cell lacks to the farthest one, so that it counts least.
 *
 * Where nothing stands out both are the plain mean.
 *
 * @param grid N cells of D channels, row after row
 */
export function poolGrid(
  grid: Float32Array,
  channels: number,
): { readonly subject: Float32Array; readonly background: Float32Array } {
  const distances = distancesFrom(channelMedians(grid, channels), grid, channels)
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0)
  return {
    subject: weightedMean(grid, channels, distances),
    background: weightedMean(
      grid,
      channels,
      distances.map((distance) => farthest - distance),
    ),
  }
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

function distancesFrom(center: Float32Array, grid: Float32Array, channels: number): Float64Array {
  const distances = new Float64Array(grid.length / channels)
  for (let cell = 0; cell < distances.length; cell++) {
    let square = 0
    for (let c = 0; c < channels; c++) {
      square += ((grid[cell * channels + c] as number) - (center[c] as number)) ** 2
    }
    distances[cell] = Math.sqrt(square)
  }
  return distances
}

function weightedMean(grid: Float32Array, channels: number, weights: Float64Array): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const sums = new Float64Array(channels)
  for (const [cell, weight] of weights.entries()) {
    const share = total > 0 ? weight / total : 1 / weights.length
    for (let c = 0; c < channels; c++) {
      sums[c] = (sums[c] as number) + share * (grid[cell * channels + c] as number)
    }
  }
  return Float32Array.from(sums)
}
