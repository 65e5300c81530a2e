import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, problemOf } from '../errors.ts'
import { makeFolder } from '../records/make-folder.ts'
import type { StudyClip } from '../records/study-plan.ts'
import { sha256File } from '../store/files.ts'
import type { RgbFrame } from '../video/contract.ts'
import { decodeFrames } from '../video/decode.ts'
import { encodeVideo } from '../video/encode.ts'
import { probeVideo } from '../video/probe.ts'
import { degradedFrames } from './degrade.ts'
import type { DraftClip } from './draft-study.ts'

export interface PrepareOptions {
  /** Absolute. */
  readonly runPath: string
  /** Clips that are encoded at once. */
  readonly atOnce: number
  readonly signal: AbortSignal
  /** Told of every clip that is ready. */
  readonly onClip: (clip: DraftClip, seconds: number) => void
}

/** The folder of a study's clips inside its run. */
export const mediaFolder = 'media'

/**
 * Writes every clip into the run's media folder: H.264 (yuv420p) in MP4, made by the same encoder with the same settings
 * whatever model the clip is from. So every browser plays it, nothing that the model's own encoder wrote is left, and the
 * structure of the files tells nothing. Clips that are there from an earlier attempt are kept.
 *
 * Throws PREFLIGHT_FAILED that lists all clips that can't be read, and the signal's reason when it is aborted.
 */
export async function prepareClips(
  clips: readonly DraftClip[],
  options: PrepareOptions,
): Promise<StudyClip[]> {
  await makeFolder(join(options.runPath, mediaFolder))
  const made: StudyClip[] = []
  const failures: string[] = []
  const queue = clips.entries()
  const work = async () => {
    for (const [index, clip] of queue) {
      options.signal.throwIfAborted()
      try {
        made[index] = await prepareClip(clip, options)
      } catch (thrown) {
        if (!isAboutClip(thrown)) throw thrown
        failures.push(problemOf(thrown).message)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.atOnce) }, work))
  if (failures.length > 0) throw unreadable(failures)
  return made
}

/** A full disk or an interruption stops everything; a broken video is listed with the others. */
const isAboutClip = (thrown: unknown) =>
  thrown instanceof BenchError && /^VIDEO_(?!ENCODER)/.test(thrown.problem.code)

// The first ones show what kind it is.
const listedFailures = 5

function unreadable(failures: readonly string[]): BenchError {
  const lines = [...new Set(failures)].sort()
  const rest = lines.length - listedFailures
  return new BenchError('PREFLIGHT_FAILED', {
    count: lines.length === 1 ? '1 clip that can’t be shown' : `${lines.length} clips that can’t be shown`,
    list: [
      ...lines.slice(0, listedFailures).map((line) => `- ${line}`),
      ...(rest > 0 ? [`- and ${rest} more`] : []),
    ].join('\n'),
  })
}

async function prepareClip(clip: DraftClip, options: PrepareOptions): Promise<StudyClip> {
  const started = performance.now()
  const { clipId, degraded, source } = clip
  const path = `${mediaFolder}/${clipId}.mp4`
  const file = join(options.runPath, path)
  if (!(await isNewer(file, source.path))) await encode(clip, file, options.signal)
  const made: StudyClip = {
    clipId,
    model: source.model,
    promptId: source.promptId,
    degraded,
    path,
    sha256: await sha256File(file),
    bytes: (await stat(file)).size,
    video: await probeVideo(file, { signal: options.signal }),
    source: {
      runId: source.runId,
      sampleIndex: source.sampleIndex,
      path: source.path,
      sha256: source.sha256,
    },
    scores: degraded ? {} : source.scores,
  }
  options.onClip(clip, (performance.now() - started) / 1000)
  return made
}

async function isNewer(file: string, than: string): Promise<boolean> {
  const [made, source] = await Promise.all([modified(file), modified(than)])
  return made !== null && source !== null && made >= source
}

const modified = (path: string) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  )

// "Visually lossless or nearly so" (FFmpeg's wiki, Encode/H.264, "Constant Rate Factor"): the study is about the models.
const crf = 17

async function encode({ clipId, degraded, source }: DraftClip, file: string, signal: AbortSignal) {
  const { width, height, fps } = await probeVideo(source.path, { signal })
  const frames = evenFrames(decodeFrames(source.path, { signal, threads: 1 }))
  await encodeVideo(file, degraded ? degradedFrames(frames, clipId) : frames, {
    width: even(width),
    height: even(height),
    fps,
    crf,
    signal,
  })
}

/** Nothing is left of a video one pixel wide: the encoder refuses it. */
const even = (length: number) => length - (length % 2)

/** yuv420p has even sizes only: of an odd one the last row or column is left out. */
async function* evenFrames(frames: AsyncIterable<RgbFrame>): AsyncGenerator<RgbFrame, void, void> {
  for await (const frame of frames) {
    const [width, height] = [even(frame.width), even(frame.height)]
    if (width === frame.width && height === frame.height) yield frame
    else yield { ...frame, width, height, data: cropped(frame, width, height) }
  }
}

function cropped({ data, width }: RgbFrame, newWidth: number, newHeight: number): Uint8Array {
  const out = new Uint8Array(newWidth * newHeight * 3)
  for (let row = 0; row < newHeight; row++) {
    const from = row * width * 3
    out.set(data.subarray(from, from + newWidth * 3), row * newWidth * 3)
  }
  return out
}
