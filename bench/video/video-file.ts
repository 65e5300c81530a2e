import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants'
import { avGetCodecName, Dictionary, FormatContext, InputFormat, type Stream } from 'node-av/lib'
import { BenchError, problemOf } from '../errors.ts'
import { decoders, isVideoCodec, type VideoCodec } from './codecs.ts'
import { type Container, identifyContainer } from './container.ts'
import { reason } from './libav.ts'
import { checkLargest, checkSize } from './limits.ts'
import { reading } from './read-error.ts'
import { type Rotation, rotationOf } from './rotation.ts'

/** A video file that is open for reading packets, with its one video stream. */
export interface VideoFile {
  readonly path: string
  readonly container: FormatContext
  readonly stream: Stream
  readonly codec: VideoCodec
  readonly rotation: Rotation
  /** What the container's own sizes say is missing at the end of the file; null when all is there. */
  readonly missing: string | null
  close(): Promise<void>
}

/**
 * Opens a local video file. Only four containers and the codecs of `decoders` are read, and nothing but this file: no
 * network, no playlist, no reference from inside the file.
 *
 * @throws BenchError VIDEO_MISSING, VIDEO_UNREADABLE, VIDEO_EMPTY, VIDEO_FORMAT, VIDEO_TRUNCATED, VIDEO_CORRUPT,
 * VIDEO_NO_STREAM, VIDEO_TOO_LARGE
 */
export async function openVideoFile(path: string): Promise<VideoFile> {
  const identified = await identifyContainer(path)
  const container = await openContainer(path, identified)
  const close = () => container.closeInput()
  try {
    const stream = selectStream(path, container)
    const codec = codecOf(path, stream)
    // first what the container says: reading on allocates frames of that size
    checkLargest(path, stream.codecpar.width, stream.codecpar.height)
    await readStreamInfo(path, container)
    checkSize(path, stream.codecpar.width, stream.codecpar.height)
    const rotation = rotationOf(stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX))
    return { path, container, stream, codec, rotation, missing: identified.missing, close }
  } catch (error) {
    await close()
    throw asTruncation(path, identified, error)
  }
}

/** What a cut file lacks explains why nothing in it can be found. */
function asTruncation(path: string, { missing }: Container, error: unknown): unknown {
  const { code } = problemOf(error)
  if (!missing || (code !== 'VIDEO_CORRUPT' && code !== 'VIDEO_NO_STREAM')) return error
  return new BenchError('VIDEO_TRUNCATED', { path, found: missing }, { cause: error })
}

/** @throws BenchError VIDEO_MISSING, VIDEO_UNREADABLE, VIDEO_FORMAT */
export async function kindOfPath(path: string): Promise<'file' | 'folder'> {
  const found = await reading(path, stat(path))
  if (found.isDirectory()) return 'folder'
  if (found.isFile()) return 'file'
  const expected = 'a video file or a folder of PNG or JPEG images'
  throw new BenchError('VIDEO_FORMAT', { path, found: 'a device or a pipe', expected })
}

/** Bytes and time that are read to learn what the streams are (FFmpeg's own defaults), and streams that are looked at. */
const probing = { probesize: 5_000_000, analyzeduration: 5_000_000, max_streams: 32 }

async function openContainer(path: string, { format, missing }: Container): Promise<FormatContext> {
  const container = new FormatContext()
  const options = Dictionary.fromObject({
    ...probing,
    protocol_whitelist: 'file',
    format_whitelist: format,
    codec_whitelist: Object.values(decoders).join(','),
  })
  const code = await container.openInput(
    `file:${resolve(path)}`,
    InputFormat.findInputFormat(format),
    options,
  )
  if (code >= 0) return container
  // a failed open has freed the context already
  if (missing) throw new BenchError('VIDEO_TRUNCATED', { path, found: missing })
  throw new BenchError('VIDEO_CORRUPT', {
    path,
    found: `its ${format} structure cannot be read: ${reason(code)}`,
  })
}

/** The first stream of moving pictures; the others are not read. */
function selectStream(path: string, container: FormatContext): Stream {
  const { streams } = container
  const isPicture = (stream: Stream) => (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0
  const isVideo = (stream: Stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO
  const chosen = streams.find((stream) => isVideo(stream) && !isPicture(stream))
  if (!chosen) {
    const audio = streams.filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO).length
    const pictures = streams.filter(isPicture).length
    const others = streams.length - audio - pictures
    const found = `audio streams: ${audio}, cover pictures: ${pictures}, others: ${others}`
    throw new BenchError('VIDEO_NO_STREAM', { path, found })
  }
  for (const stream of streams) if (stream.index !== chosen.index) stream.discard = AVDISCARD_ALL
  return chosen
}

function codecOf(path: string, stream: Stream): VideoCodec {
  const name = avGetCodecName(stream.codecpar.codecId)
  if (isVideoCodec(name)) return name
  const expected = `one of ${Object.keys(decoders).join(', ')}`
  throw new BenchError('VIDEO_FORMAT', { path, found: `video codec ${name}`, expected })
}

async function readStreamInfo(path: string, container: FormatContext): Promise<void> {
  const code = await container.findStreamInfo()
  if (code >= 0) return
  throw new BenchError('VIDEO_CORRUPT', { path, found: `its streams cannot be read: ${reason(code)}` })
}
