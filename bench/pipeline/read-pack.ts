import { z } from 'zod'
import { BenchError } from '../errors.ts'
import {
  type DimensionId,
  dimensionIds,
  imageToVideoDimensionIds,
  upstreamKey,
} from '../records/dimension.ts'
import type { Score } from '../records/score.ts'
import { clipsOfSegments, isSegment } from './pack-segments.ts'
import { readPythonJson } from './python-json.ts'

/** One dimension of VBench's result files. */
export interface PackDimension {
  readonly id: DimensionId
  /** The data set's score, as upstream's total takes it; null where the file has no number. */
  readonly value: number | null
  readonly videos: readonly PackVideo[]
}

export interface PackVideo {
  /** Last part of the path that the file names. */
  readonly fileName: string
  readonly score: Score
}

/** Which of VBench's programs wrote a pack: its keys and names of videos tell. */
export type PackProtocol = 'vbench' | 'vbench-long' | 'vbench-i2v'

/** One file of a pack. */
export interface PackFile {
  readonly name: string
  readonly text: string
}

/** Far above VBench's largest dimension, 1,000 rows. */
const maxVideos = 100_000

const finite = z.union([z.number(), z.boolean().transform(Number), z.null()])
const count = z.number().nonnegative().optional()
const videoSchema = z.looseObject({
  video_path: z.string().min(1).max(10_000),
  video_results: finite,
  cnt_per_video: count,
  frame_count: count,
  frame_results: z.array(finite).optional(),
})
type Video = z.infer<typeof videoSchema>

const fileSchema = z.record(
  z.string(),
  z.union([
    z.tuple([finite, z.array(videoSchema).max(maxVideos)]),
    // VBench-Long: the second list is means of the first
    z
      .tuple([finite, z.array(videoSchema).max(maxVideos), z.array(z.unknown()).max(maxVideos)])
      .transform(([value, videos]): [number | null, Video[]] => [value, videos]),
    // camera_motion of VBench-I2V: means by move in between
    z
      .tuple([finite, z.record(z.string(), finite), z.array(videoSchema).max(maxVideos)])
      .transform(([value, , videos]): [number | null, Video[]] => [value, videos]),
    // Upstream's script for totals reads the first member only.
    z.tuple([finite]).transform(([value]): [number | null, Video[]] => [value, []]),
  ]),
)

/**
 * Reads `*_eval_results.json`: one merged file, or one for each dimension (`VBench.evaluate` of Vchitect/VBench
 * @45e79ec). `NaN` and `Infinity`, which Python writes and JSON has not, are read as missing, and named in `notices`.
 * Throws PACK_INVALID with file and place.
 */
export function readPack(
  path: string,
  files: readonly PackFile[],
): {
  readonly dimensions: readonly PackDimension[]
  readonly protocol: PackProtocol
  readonly notices: readonly string[]
} {
  const found = new Map<DimensionId, PackDimension & { readonly file: string }>()
  const missing: string[] = []
  const protocols = new Set<'vbench' | 'vbench-long'>()
  for (const { name, text } of files) {
    for (const [key, [value, videos]] of Object.entries(parse(path, name, text))) {
      const id = idOf(key)
      if (id === undefined) {
        throw invalid(path, `${name} has "${key.slice(0, 60)}", which is none of VBench's dimensions`)
      }
      const before = found.get(id)
      if (before)
        throw invalid(path, `${key} is in ${before.file} and in ${name}; give the files of one model`)
      if (value === null) missing.push(`${key}[0]`)
      const rows = videos.map((video, index) => {
        if (video.video_results === null) missing.push(`${key}[1][${index}].video_results`)
        return { path: video.video_path, score: scoreOf(id, video) }
      })
      for (const row of rows) protocols.add(isSegment(row.path) ? 'vbench-long' : 'vbench')
      if (protocols.size > 1) throw invalid(path, `${name} has clips of VBench and segments of VBench-Long`)
      const read = protocols.has('vbench-long')
        ? clipsOfSegments(rows)
        : rows.map((row) => ({ fileName: baseName(row.path), score: row.score }))
      found.set(id, { id, value, videos: read, file: name })
    }
  }
  if (found.size === 0) throw invalid(path, 'no dimension in it')
  const [ofVideos = 'vbench'] = protocols
  const protocol = imageToVideoDimensionIds.some((id) => found.has(id)) ? 'vbench-i2v' : ofVideos
  return { dimensions: [...found.values()], protocol, notices: missingNotice(missing) }
}

function parse(path: string, name: string, text: string): z.infer<typeof fileSchema> {
  let value: unknown
  try {
    value = readPythonJson(text)
  } catch (thrown) {
    throw invalid(path, `${name} is not JSON (${(thrown as Error).message})`)
  }
  const parsed = fileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.map(String).join('.') || 'the top'
  throw invalid(
    path,
    `${name} at ${place}: expected {dimension: [score, [{video_path, video_results}, …]]} with finite numbers`,
  )
}

const idOf = (key: string) => dimensionIds.find((id) => upstreamKey(id) === key)
const invalid = (path: string, found: string) => new BenchError('PACK_INVALID', { path, found })
const baseName = (path: string) => path.split(/[\\/]/).at(-1) || path

/** As the writer of these files has it the other way round (reports/vbench-results.ts). */
function scoreOf(id: DimensionId, video: Video): Score {
  const result = video.video_results
  if (result === null) return { status: 'unscored', problem: notFinite }
  // A video is 0 to 100 there; only the dimension's score is divided by 100.
  const value = id === 'imaging-quality' ? result / 100 : result
  return { status: 'scored', value, weight: weightOf(video) }
}

const notFinite = { code: 'PACK_NOT_FINITE', message: 'The file has no finite number for this video.' }

/** Frames where the file states them; a video counts once where it does not. */
function weightOf({ cnt_per_video, frame_count, frame_results }: Video): number {
  return cnt_per_video || frame_count || frame_results?.length || 1
}

const namedPlaces = 5

function missingNotice(places: readonly string[]): string[] {
  if (places.length === 0) return []
  const rest = places.length - namedPlaces
  const list = places.slice(0, namedPlaces).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
  return [`No finite number at ${list}: read as missing.`]
}
