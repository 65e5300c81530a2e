import type { Picture } from './shapes/bodies.ts'

/**
 * A classical description of a picture: for each cell of an 8 × 8 grid, soft histograms of what colours it holds and
 * in which directions it changes (histograms of oriented gradients: Dalal and Triggs, CVPR 2005). It has no weights,
 * so it needs no download, and on flat shapes it says more than a network that was trained on photographs.
 */

/** Cells along each side. Source: as many as the finest grid of Dalal and Triggs on 64 × 64 pixels. */
export const cellsPerSide = 8

/** Bins along each of the two axes of colour, over ±180 levels. The part's weight is 1. */
const chromaBins = 7
/** Bins of brightness over 0 … 255. Ours: a low weight, as a lamp that flickers doesn't change what is seen. */
const brightnessBins = 3
const brightnessWeight = 0.25
/** Source: nine unsigned orientations over 180 degrees, Dalal and Triggs, section 6.3. */
const orientationBins = 9
/** Levels a pixel at which an edge counts by half. Ours: above decoding noise, below any outline. */
const edgeLevels = 4
const edgeWeight = 2

export const cellChannels = chromaBins ** 2 + brightnessBins + orientationBins
const brightnessStart = chromaBins ** 2
const orientationStart = brightnessStart + brightnessBins

/**
 * 64 cells of `cellChannels` values, row after row; parts of colour, brightness and edges follow each other.
 *
 * @param picture at least as many pixels on each side as there are cells
 */
export function describeCells(picture: Picture): Float32Array {
  const { width, height } = picture
  const grid = new Float32Array(cellsPerSide ** 2 * cellChannels)
  const counts = new Float32Array(cellsPerSide ** 2)
  const brightness = brightnessOf(picture)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * cellsPerSide) / height) * cellsPerSide
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * cellsPerSide) / width)
      const at = cell * cellChannels
      counts[cell] = (counts[cell] as number) + 1
      addColor(grid, at, picture.data, 3 * (y * width + x))
      addBrightness(grid, at + brightnessStart, brightness[y * width + x] as number)
      addEdge(
        grid,
        at + orientationStart,
        gradientX(brightness, x, y, width),
        gradientY(brightness, x, y, width, height),
      )
    }
  }
  return grid.map((value, i) => value / (counts[Math.floor(i / cellChannels)] as number))
}

function brightnessOf({ width, height, data }: Picture): Float32Array {
  const brightness = new Float32Array(width * height)
  for (let i = 0; i < brightness.length; i++) {
    brightness[i] = ((data[3 * i] as number) + (data[3 * i + 1] as number) + (data[3 * i + 2] as number)) / 3
  }
  return brightness
}

/** Shares a pixel among the four nearest bins of its place across the gray axis. */
function addColor(grid: Float32Array, at: number, data: Uint8Array, pixel: number): void {
  const red = data[pixel] as number
  const green = data[pixel + 1] as number
  const blue = data[pixel + 2] as number
  // two axes across the gray axis, each of unit length
  const u = binPosition((red - green) * Math.SQRT1_2, -180, 180, chromaBins)
  const v = binPosition((red + green - 2 * blue) * inverseRoot6, -180, 180, chromaBins)
  const column = Math.min(chromaBins - 2, Math.floor(u))
  const row = Math.min(chromaBins - 2, Math.floor(v))
  const du = u - column
  const dv = v - row
  const corner = at + row * chromaBins + column
  grid[corner] = (grid[corner] as number) + (1 - du) * (1 - dv)
  grid[corner + 1] = (grid[corner + 1] as number) + du * (1 - dv)
  const below = corner + chromaBins
  grid[below] = (grid[below] as number) + (1 - du) * dv
  grid[below + 1] = (grid[below + 1] as number) + du * dv
}

const inverseRoot6 = 1 / Math.sqrt(6)

function addBrightness(grid: Float32Array, at: number, brightness: number): void {
  const position = binPosition(brightness, 0, 255, brightnessBins)
  const bin = Math.min(brightnessBins - 2, Math.floor(position))
  const part = position - bin
  grid[at + bin] = (grid[at + bin] as number) + brightnessWeight * (1 - part)
  grid[at + bin + 1] = (grid[at + bin + 1] as number) + brightnessWeight * part
}

function addEdge(grid: Float32Array, at: number, dx: number, dy: number): void {
  if (dx === 0 && dy === 0) return
  const strength = Math.sqrt(dx * dx + dy * dy)
  const weight = (edgeWeight * strength) / (strength + edgeLevels)
  // opposite directions are one orientation
  const angle = dy < 0 || (dy === 0 && dx < 0) ? Math.atan2(-dy, -dx) : Math.atan2(dy, dx)
  const position = (angle / Math.PI) * orientationBins
  const bin = Math.floor(position)
  const part = position - bin
  const first = at + (bin % orientationBins)
  const second = at + ((bin + 1) % orientationBins)
  grid[first] = (grid[first] as number) + weight * (1 - part)
  grid[second] = (grid[second] as number) + weight * part
}

function gradientX(values: Float32Array, x: number, y: number, width: number): number {
  const row = y * width
  const right = values[row + Math.min(width - 1, x + 1)] as number
  return (right - (values[row + Math.max(0, x - 1)] as number)) / 2
}

function gradientY(values: Float32Array, x: number, y: number, width: number, height: number): number {
  const below = values[Math.min(height - 1, y + 1) * width + x] as number
  return (below - (values[Math.max(0, y - 1) * width + x] as number)) / 2
}

/** Where a value lies between the middles of equally spaced bins, 0 … bins − 1. */
function binPosition(value: number, low: number, high: number, bins: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low))) * (bins - 1)
}
