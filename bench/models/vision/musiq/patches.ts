// H rows, W columns of a frame; N patches, P patch size
import { roundHalfEven } from '../../../tensor/statistics.ts'
import { type FloatTensor, floatTensor, type Tensor, tensor } from '../../../tensor/tensor.ts'
import { resizeBicubic } from '../preprocess/resize.ts'

/** Patches of a frame at several scales, coarse to fine, each with its place in a coarse grid and its scale. */
export interface ScaledPatches {
  /** float32 [N, 3, P, P], from -1 to 1. */
  readonly patches: FloatTensor
  /** int64 [N]: row · gridSize + column of the grid. */
  readonly places: Tensor<'int64'>
  /** int64 [N]. */
  readonly scales: Tensor<'int64'>
}

// chaofengc/IQA-PyTorch, musiq_arch.py: lengths of the longer side, before the frame's own size
const longerSides = [224, 384]
export const musiqScales = longerSides.length + 1
export const gridSize = 10
export const patchSize = 32

/**
 * A frame float32 [3, H, W] from 0 to 1 as MUSIQ's patches. Slots that upstream pads up to a scale's largest number
 * of patches are left out: their scores are masked to -1000, so that no real token gives them a weight above zero.
 *
 * Source: Ke et al. 2021, section 3.2; chaofengc/IQA-PyTorch, multiscale_trans_util.py.
 */
export function scaledPatches(frame: FloatTensor): ScaledPatches {
  const centred = floatTensor(
    frame.shape,
    frame.data.map((value) => (value - 0.5) * 2),
  )
  const [, height, width] = frame.shape as readonly [number, number, number]
  const images = longerSides.map((side) => {
    const ratio = side / Math.max(height, width)
    return resizeBicubic(centred, roundHalfEven(height * ratio), roundHalfEven(width * ratio))
  })
  const parts = [...images, centred].map(patchesOf)
  const count = parts.reduce((sum, { places }) => sum + places.length, 0)
  const patches = floatTensor([count, 3, patchSize, patchSize])
  let at = 0
  for (const { values } of parts) {
    patches.data.set(values, at)
    at += values.length
  }
  const places = parts.flatMap((part) => part.places)
  const scales = parts.flatMap((part, scale) => part.places.map(() => scale))
  return { patches, places: integers(places), scales: integers(scales) }
}

/** Patches of one image, row by row; zeros on both sides fill up the last row and column, more of them after. */
function patchesOf({ shape, data }: FloatTensor): { values: Float32Array; places: number[] } {
  const [, height, width] = shape as readonly [number, number, number]
  const [rows, columns] = [Math.ceil(height / patchSize), Math.ceil(width / patchSize)]
  const top = Math.floor((rows * patchSize - height) / 2)
  const left = Math.floor((columns * patchSize - width) / 2)
  const values = new Float32Array(rows * columns * 3 * patchSize ** 2)
  let at = 0
  for (let patch = 0; patch < rows * columns; patch++) {
    for (let line = 0; line < 3 * patchSize; line++) {
      const channel = Math.floor(line / patchSize)
      const y = Math.floor(patch / columns) * patchSize + (line % patchSize) - top
      const x = (patch % columns) * patchSize - left
      const [from, to] = [Math.max(x, 0), Math.min(x + patchSize, width)]
      if (y >= 0 && y < height) {
        const row = (channel * height + y) * width
        values.set(data.subarray(row + from, row + to), at + from - x)
      }
      at += patchSize
    }
  }
  const nearest = (i: number, count: number) => Math.floor((i * gridSize) / count)
  const places = Array.from({ length: rows * columns }, (_, i) => {
    return nearest(Math.floor(i / columns), rows) * gridSize + nearest(i % columns, columns)
  })
  return { values, places }
}

const integers = (values: readonly number[]) =>
  tensor(
    'int64',
    [values.length],
    BigInt64Array.from(values, (value) => BigInt(value)),
  )
