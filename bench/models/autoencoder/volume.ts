// Videos and latents in memory: [B, C, T, H, W]
import { elementCount, type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/** Axes of a video tensor. */
export const axes = { time: 2, height: 3, width: 4 } as const
export type VolumeAxis = (typeof axes)[keyof typeof axes]

/** x[start:end] along one axis, copied; the end is limited to the axis. */
export function crop(x: FloatTensor, axis: VolumeAxis, start: number, end: number): FloatTensor {
  const size = x.shape[axis]!
  const stop = Math.min(end, size)
  if (start === 0 && stop === size) return x
  const { outer, inner } = extents(x.shape, axis)
  const out = floatTensor(x.shape.with(axis, Math.max(stop - start, 0)))
  const run = Math.max(stop - start, 0) * inner
  for (let i = 0; i < outer; i++) {
    const from = (i * size + start) * inner
    out.data.set(x.data.subarray(from, from + run), i * run)
  }
  return out
}

/** Joins tensors that differ only in one axis. */
export function join(parts: readonly FloatTensor[], axis: VolumeAxis): FloatTensor {
  if (parts.length === 1) return parts[0]!
  const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0)
  const { outer, inner } = extents(parts[0]!.shape, axis)
  const out = floatTensor(parts[0]!.shape.with(axis, total))
  let at = 0
  for (let i = 0; i < outer; i++) {
    for (const part of parts) {
      const run = part.shape[axis]! * inner
      out.data.set(part.data.subarray(i * run, (i + 1) * run), at)
      at += run
    }
  }
  return out
}

/**
 * Fades from the end of `before` into the start of `after` along one axis, changing `after`. The first element is all
 * `before`; the overlap is limited to what both have.
 */
export function blend(before: FloatTensor, after: FloatTensor, extent: number, axis: VolumeAxis): void {
  const [sizeBefore, sizeAfter] = [before.shape[axis]!, after.shape[axis]!]
  const overlap = Math.min(sizeBefore, sizeAfter, extent)
  const { outer, inner } = extents(after.shape, axis)
  for (let i = 0; i < outer; i++) {
    for (let step = 0; step < overlap; step++) {
      const weight = step / overlap
      const from = (i * sizeBefore + sizeBefore - overlap + step) * inner
      const to = (i * sizeAfter + step) * inner
      for (let j = 0; j < inner; j++) {
        after.data[to + j] = before.data[from + j]! * (1 - weight) + after.data[to + j]! * weight
      }
    }
  }
}

const extents = (shape: readonly number[], axis: number) => ({
  outer: elementCount(shape.slice(0, axis)),
  inner: elementCount(shape.slice(axis + 1)),
})
