import { availableParallelism } from 'node:os'
import { AV_FRAME_FLAG_CORRUPT, AV_NOPTS_VALUE } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib'
import { BenchError } from '../errors.ts'
import { decoders } from './codecs.ts'
import type { Damage } from './damage.ts'
import { isEnd, isPause, reason } from './libav.ts'
import { maxPixels } from './limits.ts'
import type { VideoFile } from './video-file.ts'

/** A frame in the decoder's own pixel format. The object is overwritten by the next one. */
export interface DecodedFrame {
  readonly frame: Frame
  /** Seconds from the first frame. */
  readonly timeSeconds: number
}

/** More threads than this hold more frames in memory and hardly help at the sizes of generated video. */
const maxThreads = 4

/** All frames that can be decoded, in display order; faults go to `damage` and do not end the stream. */
export async function* decodedFrames(
  file: VideoFile,
  damage: Damage,
  options: { readonly threads?: number; readonly signal?: AbortSignal },
): AsyncGenerator<DecodedFrame, void, void> {
  const context = await openDecoder(file, options.threads ?? Math.min(maxThreads, availableParallelism()))
  const packet = new Packet()
  packet.alloc()
  const frame = new Frame()
  frame.alloc()
  const time = clock(file)
  let index = 0
  try {
    for (let more = true; more; ) {
      options.signal?.throwIfAborted()
      more = await sendNext(file, context, packet, damage)
      for (;;) {
        const code = await context.receiveFrame(frame)
        if (isPause(code)) break
        if (code < 0) {
          damage.note(`a frame after frame ${index - 1} cannot be decoded: ${reason(code)}`)
          if (more) break
          continue
        }
        if (frame.decodeErrorFlags !== 0 || frame.flags & AV_FRAME_FLAG_CORRUPT) {
          damage.note(`frame ${index} is damaged`)
        }
        yield { frame, timeSeconds: time(frame, index) }
        index++
      }
    }
  } finally {
    frame.free()
    packet.free()
    context.freeContext()
  }
}

async function openDecoder(file: VideoFile, threads: number): Promise<CodecContext> {
  const decoder = Codec.findDecoderByName(decoders[file.codec] as never)
  if (!decoder) throw new Error(`This FFmpeg has no decoder ${decoders[file.codec]}`)
  const context = new CodecContext()
  context.allocContext3(decoder)
  context.parametersToContext(file.stream.codecpar)
  context.pktTimebase = file.stream.timeBase
  context.threadCount = threads
  context.setOption('max_pixels', maxPixels)
  const code = await context.open2(decoder)
  if (code >= 0) return context
  context.freeContext()
  const found = `its ${file.codec} headers cannot be read: ${reason(code)}`
  throw new BenchError('VIDEO_CORRUPT', { path: file.path, found })
}

/** Gives the decoder the next packet of the video stream, or the end; false at the end. */
async function sendNext(
  file: VideoFile,
  context: CodecContext,
  packet: Packet,
  damage: Damage,
): Promise<boolean> {
  for (;;) {
    const code = await file.container.readFrame(packet)
    if (code < 0) {
      if (!isEnd(code)) damage.note(`reading stopped: ${reason(code)}`)
      await context.sendPacket(null)
      return false
    }
    // an empty packet would tell the decoder that the stream ends
    if (packet.streamIndex === file.stream.index && packet.size > 0) break
    packet.unref()
  }
  const sent = await context.sendPacket(packet)
  packet.unref()
  if (sent < 0) damage.note(`a packet cannot be decoded: ${reason(sent)}`)
  return true
}

/** Seconds from the first frame by time stamps; by the frame rate for a frame without one. */
function clock(file: VideoFile): (frame: Frame, index: number) => number {
  const { timeBase, avgFrameRate } = file.stream
  let first: bigint | undefined
  return (frame, index) => {
    const stamp = frame.bestEffortTimestamp
    if (stamp === AV_NOPTS_VALUE)
      return avgFrameRate.num > 0 ? (index * avgFrameRate.den) / avgFrameRate.num : 0
    first ??= stamp
    return (Number(stamp - first) * timeBase.num) / timeBase.den
  }
}
