import { Codec, getFFmpegInfo } from 'node-av/lib'
import './libav.ts'

/** Codecs that are decoded, by FFmpeg's name of the codec, with the decoder that does it. All others are refused. */
export const decoders = {
  h264: 'h264',
  hevc: 'hevc',
  vp8: 'vp8',
  vp9: 'vp9',
  av1: 'libdav1d',
  mpeg4: 'mpeg4',
  mjpeg: 'mjpeg',
  gif: 'gif',
  png: 'png',
  ffv1: 'ffv1',
  prores: 'prores',
} as const
export type VideoCodec = keyof typeof decoders

export const isVideoCodec = (name: string | null): name is VideoCodec => name !== null && name in decoders

/** The encoder of `encodeVideo`. */
export const h264Encoder = 'libx264'

/** What the bundled FFmpeg can do, for `bench doctor`. */
export interface VideoCodecs {
  readonly decode: readonly { readonly codec: VideoCodec; readonly available: boolean }[]
  readonly encode: readonly {
    readonly codec: 'h264'
    readonly encoder: string
    readonly available: boolean
  }[]
}

export function videoCodecs(): VideoCodecs {
  return {
    decode: Object.entries(decoders).map(([codec, decoder]) => ({
      codec: codec as VideoCodec,
      available: Codec.findDecoderByName(decoder as never) !== null,
    })),
    encode: [
      {
        codec: 'h264',
        encoder: h264Encoder,
        available: Codec.findEncoderByName(h264Encoder as never) !== null,
      },
    ],
  }
}

/** The decoder for the manifest: "FFmpeg 8.1-Jellyfin (libavcodec 62.36.101, libswscale 9.8.100)". */
export function decoderDescription(): string {
  const { version, libraries } = getFFmpegInfo()
  return `FFmpeg ${version} (libavcodec ${libraries.avcodec}, libavformat ${libraries.avformat}, libswscale ${libraries.swscale})`
}
