/** Sizes of the video DC-AE, named as in the upstream configuration. */
export interface DcSpec {
  readonly latentChannels: number
  readonly encoderWidthList: readonly number[]
  readonly encoderDepthList: readonly number[]
  readonly decoderWidthList: readonly number[]
  readonly decoderDepthList: readonly number[]
  /** Height and width of a spatial tile, in pixels. */
  readonly spatialTileSize: number
  /** Frames of a temporal tile. */
  readonly temporalTileSize: number
  /** Share of a tile that overlaps with the next. */
  readonly tileOverlapFactor: number
  /** Latents are divided by it after encoding and multiplied before decoding; null leaves them as they are. */
  readonly scalingFactor: number | null
}

// Open-Sora, models/dc_ae/models/dc_ae.py, dc_ae_f32('dc-ae-f32t4c128')
export const inChannels = 3
export const timeRatio = 4
export const spaceRatio = 32
/** Stages that halve (or double) time as well as space. */
export const isTemporalStage = (stage: number): boolean => stage === 3 || stage === 4
/** Stages of residual convolutions; the coarser ones are EfficientViT blocks. */
export const isResidualStage = (stage: number): boolean => stage < 3
