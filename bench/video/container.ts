import { open } from 'node:fs/promises'
import { BenchError } from '../errors.ts'
import { aviExtent } from './container/avi.ts'
import { type ByteSource, fileBytes } from './container/bytes.ts'
import { gifExtent } from './container/gif.ts'
import { matroskaExtent } from './container/matroska.ts'
import { movieExtent } from './container/movie.ts'
import { reading } from './read-error.ts'

/** FFmpeg's short names of the containers that are read. Playlists and network formats are not among them. */
export type ContainerFormat = 'mov' | 'matroska' | 'avi' | 'gif'

export interface Container {
  readonly format: ContainerFormat
  /** What the container's own sizes say is missing at its end; null when all is there. */
  readonly missing: string | null
}

const expected = 'MP4/MOV, Matroska/WebM, AVI or GIF, or a folder of PNG or JPEG images'

/**
 * The container of a file by its first bytes, whatever its name, and whether the file ends before the container does.
 *
 * @throws BenchError VIDEO_MISSING, VIDEO_UNREADABLE, VIDEO_EMPTY, VIDEO_FORMAT
 */
export async function identifyContainer(path: string): Promise<Container> {
  const file = await reading(path, open(path, 'r'))
  try {
    const { size } = await file.stat()
    if (size === 0) throw new BenchError('VIDEO_EMPTY', { path })
    const bytes = fileBytes(file, size)
    const head = await bytes.read(0, 12)
    const format = formatOf(head)
    if (!format) throw new BenchError('VIDEO_FORMAT', { path, found: describe(head), expected })
    return { format, missing: await extents[format](bytes) }
  } finally {
    await file.close()
  }
}

const extents: Record<ContainerFormat, (bytes: ByteSource) => Promise<string | null>> = {
  mov: movieExtent,
  matroska: matroskaExtent,
  avi: aviExtent,
  gif: gifExtent,
}

/** Types of the first box of ISO and QuickTime files (ISO/IEC 14496-12, QuickTime File Format). */
const firstBoxes = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'])

function formatOf(head: Buffer): ContainerFormat | undefined {
  const text = head.toString('latin1')
  if (firstBoxes.has(text.slice(4, 8))) return 'mov'
  if (text.startsWith('\x1aE\xdf\xa3')) return 'matroska'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI ') return 'avi'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  return undefined
}

/** First bytes of files that people give by mistake. */
const knownFiles: readonly (readonly [start: string, name: string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['#EXTM3U', 'a playlist'],
  ['ffconcat', 'a playlist'],
  ['<', 'a text file (HTML or XML)'],
  ['{', 'a text file (JSON)'],
  ['version https://git', 'a Git LFS pointer instead of the video'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['OggS', 'an Ogg file'],
  ['FLV\x01', 'an FLV file'],
  ['\x47\x40', 'an MPEG transport stream'],
]

function describe(head: Buffer): string {
  const text = head.toString('latin1')
  const known = knownFiles.find(([start]) => text.startsWith(start.slice(0, text.length)))
  return known?.[1] ?? `unknown data that starts with the bytes ${head.subarray(0, 8).toString('hex')}`
}
