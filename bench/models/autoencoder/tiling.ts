// Videos and latents: [B, C, T, H, W]
import type { FloatTensor } from '../../tensor/tensor.ts'
import { axes, blend, crop, join } from './volume.ts'

/** Encodes or decodes one tile. */
export type TileFunction = (tile: FloatTensor) => Promise<FloatTensor>

/** Whether what is larger than a tile is cut in space or time. Tiling bounds memory and changes the result slightly. */
export interface Tiling {
  readonly spatial: boolean
  readonly temporal: boolean
}

/** How an axis is cut into overlapping tiles; sizes of the input are before, of the output after the network. */
export interface TileGeometry {
  /** Input elements from one tile's start to the next. */
  readonly stride: number
  /** Input elements of a tile. */
  readonly size: number
  /** Output elements over which neighbours fade into each other. */
  readonly blend: number
  /** Output elements that a tile contributes. */
  readonly keep: number
}

/**
 * The geometry that both upstream autoencoders use: tiles of `inputSize`, overlapping by `overlap`, that become
 * `outputSize`.
 *
 * Source: Open-Sora, models/hunyuan_vae/autoencoder_kl_causal_3d.py and models/dc_ae/models/dc_ae.py.
 */
export function tileGeometry(inputSize: number, outputSize: number, overlap: number): TileGeometry {
  const blendSize = Math.trunc(outputSize * overlap)
  return {
    stride: Math.trunc(inputSize * (1 - overlap)),
    size: inputSize,
    blend: blendSize,
    keep: outputSize - blendSize,
  }
}

/** Runs a network over tiles of height and width; each tile fades into the finished ones above and at its left. */
export async function spatialTiles(
  x: FloatTensor,
  { stride, size, blend: extent, keep }: TileGeometry,
  run: TileFunction,
): Promise<FloatTensor> {
  const bands: FloatTensor[] = []
  let above: readonly FloatTensor[] = []
  for (let top = 0; top < x.shape[axes.height]!; top += stride) {
    const band = crop(x, axes.height, top, top + size)
    const row: FloatTensor[] = []
    for (let left = 0; left < x.shape[axes.width]!; left += stride) {
      const tile = await run(crop(band, axes.width, left, left + size))
      const upper = above[row.length]
      if (upper) blend(upper, tile, extent, axes.height)
      const leftward = row.at(-1)
      if (leftward) blend(leftward, tile, extent, axes.width)
      row.push(tile)
    }
    const kept = row.map((tile) => crop(crop(tile, axes.height, 0, keep), axes.width, 0, keep))
    bands.push(join(kept, axes.width))
    above = row
  }
  return join(bands, axes.height)
}

/**
 * Runs a network over tiles of time. With `sharedFrame`, tiles are one element longer and all but the first drop their
 * first output frame: it only gives a causal network its past.
 */
export async function temporalTiles(
  x: FloatTensor,
  { stride, size, blend: extent, keep }: TileGeometry,
  sharedFrame: boolean,
  run: TileFunction,
): Promise<FloatTensor> {
  const extra = sharedFrame ? 1 : 0
  const kept: FloatTensor[] = []
  let previous: FloatTensor | undefined
  for (let start = 0; start < x.shape[axes.time]!; start += stride) {
    const whole = await run(crop(x, axes.time, start, start + size + extra))
    const tile = previous && sharedFrame ? crop(whole, axes.time, 1, whole.shape[axes.time]!) : whole
    if (previous) blend(previous, tile, extent, axes.time)
    kept.push(crop(tile, axes.time, 0, previous ? keep : keep + extra))
    previous = tile
  }
  return join(kept, axes.time)
}
