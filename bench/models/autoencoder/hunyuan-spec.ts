/** Sizes of HunyuanVideo's autoencoder, named as in the upstream configuration. */
export interface HunyuanSpec {
  readonly inChannels: number
  readonly outChannels: number
  readonly latentChannels: number
  readonly layersPerBlock: number
  readonly normNumGroups: number
  readonly scaleFactor: number
  readonly shiftFactor: number
  readonly timeCompressionRatio: number
  readonly spatialCompressionRatio: number
  readonly midBlockAddAttention: boolean
  readonly blockOutChannels: readonly number[]
  /** Height and width of a spatial tile, in pixels. */
  readonly sampleSize: number
  /** Frames of a temporal tile. */
  readonly sampleTsize: number
  /** Share of a tile that overlaps with the next. */
  readonly tileOverlapFactor: number
}
