import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants'
import { avGetPixFmtName, Packet } from 'node-av/lib'
import { BenchError } from '../errors.ts'
import type { VideoInfo } from './contract.ts'
import { type FrameStamps, frameTimes } from './frame-times.ts'
import { codecByName, listImages, openImageDecoder } from './image-folder.ts'
import { isEnd, reason } from './libav.ts'
import { maxFrames } from './limits.ts'
import { turnedSize } from './rotation.ts'
import { kindOfPath, openVideoFile, type VideoFile } from './video-file.ts'

export interface ProbeOptions {
  /** Frame rate of a folder of images, frames per second. */
  readonly imagesPerSecond?: number
  readonly signal?: AbortSignal
}

/** VBench takes folders of images as 8 frames per second (vbench/dynamic_degree.py samples at that rate). */
export const defaultImagesPerSecond = 8

/**
 * What the container says of a video, with frames counted by reading all packets; nothing is decoded beyond the start.
 * The frame rate is the container's average, as OpenCV and decord report it; without one, the rate between the first and
 * the last frame. A folder of PNG or JPEG images counts as a video.
 *
 * @throws BenchError of the VIDEO_ family for whatever is not a complete video; the signal's reason when it is aborted
 */
export async function probeVideo(path: string, options: ProbeOptions = {}): Promise<VideoInfo> {
  if ((await kindOfPath(path)) === 'folder') return probeFolder(path, options)
  const file = await openVideoFile(path)
  try {
    if (file.missing) throw new BenchError('VIDEO_TRUNCATED', { path, found: file.missing })
    const stamps = await readStamps(file, options.signal)
    if (stamps.count === 0) throw new BenchError('VIDEO_NO_FRAMES', { path })
    return describe(file, stamps)
  } finally {
    await file.close()
  }
}

/** Reading a packet takes microseconds, a turn of the event loop many times that: it gets one after this many. */
const packetsPerTurn = 500

async function readStamps(file: VideoFile, signal: AbortSignal | undefined): Promise<FrameStamps> {
  const packet = new Packet()
  packet.alloc()
  const presentation: number[] = []
  const decoding: number[] = []
  let count = 0
  try {
    for (let read = 1; ; read++) {
      if (read % packetsPerTurn === 0) await new Promise(setImmediate)
      signal?.throwIfAborted()
      const code = file.container.readFrameSync(packet)
      if (isEnd(code)) return { count, ticks: presentation.length === count ? presentation : decoding }
      if (code < 0) throw damaged(file, `reading stopped after ${count} frames: ${reason(code)}`)
      if (packet.streamIndex === file.stream.index && showsFrame(file, packet)) {
        if (packet.flags & AV_PKT_FLAG_CORRUPT)
          throw damaged(file, `the data of frame ${count} is incomplete`)
        if (++count > maxFrames) throw tooLong(file)
        if (packet.pts !== AV_NOPTS_VALUE) presentation.push(Number(packet.pts))
        if (packet.dts !== AV_NOPTS_VALUE) decoding.push(Number(packet.dts))
      }
      packet.unref()
    }
  } finally {
    packet.free()
  }
}

/** Empty packets, packets outside the edit list and the hidden references of VP8 are no frames. */
function showsFrame(file: VideoFile, packet: Packet): boolean {
  if (packet.size === 0 || packet.flags & AV_PKT_FLAG_DISCARD) return false
  // RFC 6386, 9.1: bit 4 of a frame's first byte is show_frame
  return file.codec !== 'vp8' || ((packet.data?.[0] ?? 0) & 0x10) !== 0
}

const tooLong = (file: VideoFile) =>
  new BenchError('VIDEO_TOO_LARGE', {
    path: file.path,
    found: `more than ${maxFrames} frames`,
    limit: `${maxFrames} frames`,
  })

const damaged = (file: VideoFile, found: string) =>
  new BenchError('VIDEO_CORRUPT', { path: file.path, found })

function describe(file: VideoFile, stamps: FrameStamps): VideoInfo {
  const { stream } = file
  const { codecpar, avgFrameRate, timeBase } = stream
  const containerFps =
    avgFrameRate.num > 0 && avgFrameRate.den > 0 ? avgFrameRate.num / avgFrameRate.den : null
  const times = frameTimes(stamps, timeBase.num / timeBase.den, containerFps)
  if (!times) throw damaged(file, 'neither a frame rate nor time stamps can be read')
  const [width, height] = turnedSize(codecpar.width, codecpar.height, file.rotation)
  return {
    width,
    height,
    frameCount: stamps.count,
    fps: times.fps,
    durationSeconds: times.durationSeconds,
    codec: file.codec,
    pixelFormat: avGetPixFmtName(codecpar.format as never) ?? 'unknown',
    rotationDegrees: file.rotation,
    variableFrameRate: times.variableFrameRate,
  }
}

async function probeFolder(path: string, options: ProbeOptions): Promise<VideoInfo> {
  const fps = options.imagesPerSecond ?? defaultImagesPerSecond
  const images = await listImages(path)
  const first = images[0] as string
  const decoder = openImageDecoder()
  try {
    const frame = await decoder.decode(first)
    return {
      width: frame.width,
      height: frame.height,
      frameCount: images.length,
      fps,
      durationSeconds: images.length / fps,
      codec: codecByName(first) ?? 'png',
      pixelFormat: avGetPixFmtName(frame.format as never) ?? 'unknown',
      rotationDegrees: 0,
      variableFrameRate: false,
    }
  } finally {
    decoder.close()
  }
}
