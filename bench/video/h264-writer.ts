import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_SMPTE170M,
  AVFMT_FLAG_BITEXACT,
  SWS_ACCURATE_RND,
  SWS_BICUBIC,
  SWS_BITEXACT,
  SWS_FULL_CHR_H_INP,
} from 'node-av/constants'
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  PosixError,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib'
import { BenchError } from '../errors.ts'
import { h264Encoder } from './codecs.ts'
import { isPause, reason } from './libav.ts'

export interface H264Options {
  readonly width: number
  readonly height: number
  readonly frameRate: { readonly num: number; readonly den: number }
  readonly crf: number
}

/** Writes packed RGB frames to an MP4 file, in order. */
export interface H264Writer {
  write(rgb: Uint8Array): Promise<void>
  /** Writes what the encoder still holds, and the index. */
  finish(): Promise<void>
  close(): Promise<void>
}

export async function openH264Writer(file: string, options: H264Options): Promise<H264Writer> {
  const encoder = await openEncoder(options)
  const source = pictureBuffer(options, AV_PIX_FMT_RGB24)
  const target = pictureBuffer(options, AV_PIX_FMT_YUV420P)
  const scaler = openScaler(options)
  const packet = new Packet()
  packet.alloc()
  const muxer = new FormatContext()
  let stream: Stream | undefined
  let index = 0n

  async function writePackets(): Promise<void> {
    for (;;) {
      const code = await encoder.receivePacket(packet)
      if (isPause(code)) return
      check(code, 'encode')
      packet.streamIndex = 0
      // one frame, one tick of the encoder; the muxer has a finer clock
      packet.duration = 1n
      packet.rescaleTs(encoder.timeBase, (stream as Stream).timeBase)
      check(await muxer.interleavedWriteFrame(packet), 'write')
    }
  }

  async function send(frame: Frame | null): Promise<void> {
    stream ??= await openMuxer(muxer, file, encoder)
    check(await encoder.sendFrame(frame), 'encode')
    await writePackets()
  }

  return {
    async write(rgb) {
      fillRows(source, rgb, options.width * 3, options.height)
      // the encoder may still read the previous picture
      check(target.makeWritable(), 'encode')
      check(await scaler.scaleFrame(target, source), 'convert')
      target.pts = index++
      await send(target)
    },
    async finish() {
      await send(null)
      check(await muxer.writeTrailer(), 'write')
    },
    async close() {
      await muxer.closeOutput()
      muxer.freeContext()
      encoder.freeContext()
      scaler.freeContext()
      packet.free()
      source.free()
      target.free()
    },
  }
}

async function openEncoder({ width, height, frameRate, crf }: H264Options): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(h264Encoder as never)
  if (!codec) throw new BenchError('VIDEO_ENCODER_MISSING', { encoder: h264Encoder })
  const context = new CodecContext()
  context.allocContext3(codec)
  context.width = width
  context.height = height
  context.pixelFormat = AV_PIX_FMT_YUV420P
  context.timeBase = new Rational(frameRate.den, frameRate.num)
  context.framerate = new Rational(frameRate.num, frameRate.den)
  // the matrix that swscale, and so OpenCV's decoder, use for untagged and tagged video alike
  context.colorSpace = AVCOL_SPC_SMPTE170M
  context.colorRange = AVCOL_RANGE_MPEG
  // x264's bytes depend on the number of threads
  context.threadCount = 1
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT)
  // cpu-independent: x264 otherwise picks other algorithms on other processors (x264 --fullhelp)
  const settings = Dictionary.fromObject({ preset: 'medium', crf, 'x264-params': 'cpu-independent=1' })
  check(await context.open2(codec, settings), 'open the encoder')
  return context
}

async function openMuxer(muxer: FormatContext, file: string, encoder: CodecContext): Promise<Stream> {
  check(muxer.allocOutputContext2(null, 'mp4', `file:${file}`), 'write')
  muxer.setFlags(AVFMT_FLAG_BITEXACT)
  const stream = muxer.newStream()
  stream.timeBase = encoder.timeBase
  stream.avgFrameRate = encoder.framerate
  check(stream.codecpar.fromContext(encoder), 'write')
  check(await muxer.openOutput(), 'write')
  check(await muxer.writeHeader(Dictionary.fromObject({ movflags: '+faststart' })), 'write')
  return stream
}

function openScaler({ width, height }: H264Options): SoftwareScaleContext {
  const scaler = new SoftwareScaleContext()
  const flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP | SWS_BITEXACT
  scaler.getContext(
    width,
    height,
    AV_PIX_FMT_RGB24,
    width,
    height,
    AV_PIX_FMT_YUV420P,
    flags as typeof SWS_BICUBIC,
  )
  return scaler
}

function pictureBuffer(
  { width, height }: H264Options,
  format: typeof AV_PIX_FMT_RGB24 | typeof AV_PIX_FMT_YUV420P,
): Frame {
  const frame = new Frame()
  frame.alloc()
  frame.width = width
  frame.height = height
  frame.format = format
  check(frame.getBuffer(0), 'allocate a frame')
  return frame
}

function fillRows(frame: Frame, packed: Uint8Array, rowBytes: number, rows: number): void {
  const plane = frame.data?.[0]
  const stride = frame.linesize[0] ?? 0
  if (!plane) throw new Error('An allocated frame has no data')
  for (let row = 0; row < rows; row++) {
    plane.set(packed.subarray(row * rowBytes, (row + 1) * rowBytes), row * stride)
  }
}

/** Errors of FFmpeg with the code that node:fs would give, so that a full disk reads the same whoever noticed it. */
function check(code: number, action: string): void {
  if (code >= 0) return
  const full = code === FFmpegError.AVERROR(PosixError.ENOSPC)
  const error: NodeJS.ErrnoException = new Error(`FFmpeg could not ${action}: ${reason(code)}`)
  if (full) error.code = 'ENOSPC'
  throw error
}
