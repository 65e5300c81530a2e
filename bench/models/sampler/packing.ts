// B batch, C channels, T frames, H height, W width, P patch side, L tokens
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/** Sizes of a latent video, in latent elements. */
export interface LatentGrid {
  readonly frames: number
  readonly height: number
  readonly width: number
}

/**
 * Latents [B, C, T, H, W] → tokens [B, T·H/P·W/P, C·P²]; a token holds all channels of its patch, patch rows next, then
 * columns.
 *
 * Source: Open-Sora, utils/sampling.py, pack.
 */
export function pack(x: FloatTensor, patch: number): FloatTensor {
  const [batch, channels, frames, height, width] = x.shape as [number, number, number, number, number]
  const [rows, columns] = [height / patch, width / patch]
  if (!Number.isInteger(rows) || !Number.isInteger(columns)) {
    throw new RangeError(`pack: ${height}x${width} latents do not divide into patches of ${patch}`)
  }
  const out = floatTensor([batch, frames * rows * columns, channels * patch ** 2])
  visit({ batch, channels, frames, rows, columns, patch }, (token, latent) => {
    out.data[token] = x.data[latent]!
  })
  return out
}

/** Tokens [B, L, C·P²] → latents [B, C, T, H, W]: the inverse of `pack`. */
export function unpack(x: FloatTensor, { frames, height, width }: LatentGrid, patch: number): FloatTensor {
  const [batch, tokens, packed] = x.shape as [number, number, number]
  const [rows, columns, channels] = [height / patch, width / patch, packed / patch ** 2]
  if (tokens !== frames * rows * columns || !Number.isInteger(channels)) {
    throw new RangeError(`unpack: [${x.shape}] is not ${frames}x${height}x${width} in patches of ${patch}`)
  }
  const out = floatTensor([batch, channels, frames, height, width])
  visit({ batch, channels, frames, rows, columns, patch }, (token, latent) => {
    out.data[latent] = x.data[token]!
  })
  return out
}

interface PackedSizes {
  readonly batch: number
  readonly channels: number
  readonly frames: number
  readonly rows: number
  readonly columns: number
  readonly patch: number
}

/** Calls with the two places of every element, in the order of the tokens. */
function visit(sizes: PackedSizes, move: (token: number, latent: number) => void): void {
  const { batch, channels, frames, rows, columns, patch } = sizes
  const [height, width] = [rows * patch, columns * patch]
  let token = 0
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < frames; t++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          for (let c = 0; c < channels; c++) {
            const plane = ((b * channels + c) * frames + t) * height * width
            for (let y = 0; y < patch; y++) {
              const start = plane + (row * patch + y) * width + column * patch
              for (let x = 0; x < patch; x++) move(token++, start + x)
            }
          }
        }
      }
    }
  }
}

/** Positions (frame, row, column) of the tokens of packed latents, [B, L, 3]; text tokens are all at 0. */
export function imageIds(batch: number, { frames, height, width }: LatentGrid, patch: number): FloatTensor {
  const [rows, columns] = [height / patch, width / patch]
  const ids = floatTensor([batch, frames * rows * columns, 3])
  let at = 0
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < frames; t++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          ids.data.set([t, row, column], at)
          at += 3
        }
      }
    }
  }
  return ids
}
