// T frames, H height, W width, C' T' H' W' of latents
import { BenchError, problemOf } from '../../errors.ts'
import type { Problem } from '../../records/problem.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import type { RgbFrame } from '../../video/contract.ts'
import type { Size } from '../../video/resize/size.ts'
import { type ClipQuality, clipQualityMeter } from './clip-quality.ts'
import { fittedFrame } from './fitted-frame.ts'
import { frameOf, videoTensor } from './frame-tensor.ts'
import type { LpipsMeter } from './lpips-meter.ts'
import type { AxisBorders } from './tile-borders.ts'

/** Anything that encodes and decodes. */
export interface ReconstructingAutoencoder {
  /** Video [1, 3, T, H, W] in [-1, 1] → latents [1, C', T', H', W']. */
  encode(video: FloatTensor): Promise<FloatTensor>
  /** Latents → video [1, 3, T, H, W]. */
  decode(latents: FloatTensor): Promise<FloatTensor>
}

/** A clip to be reconstructed. */
export interface SourceClip {
  readonly name: string
  /** Its frames from the first on; it is asked for once, and left as soon as there are enough. */
  frames(): AsyncIterable<RgbFrame> | Iterable<RgbFrame>
}

export interface ReconstructionOptions extends Size {
  /** Frames that are taken of each clip. */
  readonly frames: number
  readonly lpips: LpipsMeter | null
  /** Where tiles meet. Without tiling: where they would, as the control of what seams are held against. */
  readonly borders: readonly AxisBorders[]
  readonly signal?: AbortSignal
}

/** Clips that were measured, and those that could not be. */
export interface Reconstruction {
  readonly clips: readonly ClipQuality[]
  readonly failures: readonly { readonly clip: string; readonly problem: Problem }[]
}

/**
 * Reconstructs clips and measures each, one after the other. A clip is decoded once and held as bytes; its tensors are
 * gone before the next one starts. What goes wrong with one clip is its failure, and the others go on. Throws the
 * signal's reason when it is aborted.
 */
export async function reconstructClips(
  autoencoder: ReconstructingAutoencoder,
  clips: Iterable<SourceClip>,
  options: ReconstructionOptions,
): Promise<Reconstruction> {
  const measured: ClipQuality[] = []
  const failures: { clip: string; problem: Problem }[] = []
  for (const clip of clips) {
    options.signal?.throwIfAborted()
    try {
      measured.push(await reconstructClip(autoencoder, clip, options))
    } catch (error) {
      options.signal?.throwIfAborted()
      failures.push({ clip: clip.name, problem: problemOf(error) })
    }
  }
  return { clips: measured, failures }
}

async function reconstructClip(
  autoencoder: ReconstructingAutoencoder,
  clip: SourceClip,
  options: ReconstructionOptions,
): Promise<ClipQuality> {
  const { height, width, lpips, borders, signal } = options
  const sources = await takeFrames(clip, options)
  const video = await roundTrip(autoencoder, sources, options)
  checkShape(clip.name, video, sources.length, options)
  const meter = clipQualityMeter({ height, width, lpips, borders })
  for (const [t, source] of sources.entries()) {
    signal?.throwIfAborted()
    const reconstruction = frameOf(video, t)
    if (reconstruction === null)
      throw invalid(clip.name, `a value that is no number in frame ${t}`, 'numbers')
    await meter.push(source, reconstruction)
  }
  return meter.finish(clip.name)
}

/** The encoder's input lives no longer than the encoder's run. */
async function roundTrip(
  { encode, decode }: ReconstructingAutoencoder,
  sources: readonly Uint8Array[],
  size: Size,
): Promise<FloatTensor> {
  const latents = await encode(videoTensor(sources, size))
  return decode(latents)
}

async function takeFrames(
  { frames }: SourceClip,
  { frames: wanted, height, width }: ReconstructionOptions,
): Promise<readonly Uint8Array[]> {
  const taken: Uint8Array[] = []
  for await (const frame of frames()) {
    const fitted = fittedFrame(frame, { height, width })
    if (fitted === null) throw small(frame, { height, width })
    taken.push(fitted)
    if (taken.length === wanted) return taken
  }
  throw new BenchError('CLIP_TOO_SHORT', { found: taken.length, expected: wanted })
}

function checkShape(
  clip: string,
  { shape, data }: FloatTensor,
  frames: number,
  { height, width }: Size,
): void {
  const expected = [1, 3, frames, height, width]
  const isRight = String(shape) === String(expected) && data.length === 3 * frames * height * width
  if (!isRight) throw invalid(clip, `[${shape.join(', ')}]`, `[${expected.join(', ')}]`)
}

const small = (found: Size, expected: Size) =>
  new BenchError('CLIP_TOO_SMALL', {
    found: `${found.width}x${found.height}`,
    expected: `${expected.width}x${expected.height}`,
  })

const invalid = (clip: string, found: string, expected: string) =>
  new BenchError('RECONSTRUCTION_INVALID', { clip, found, expected })
