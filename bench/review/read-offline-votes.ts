import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { offlineFormat } from './offline-votes.ts'

/** A vote, or an item that could not be shown, as it stands in the file, not checked yet. */
export interface OfflineEntry {
  /** From 1. */
  readonly line: number
  readonly value: unknown
}

/** A line that can't be taken in. */
export interface RefusedLine {
  readonly line: number
  readonly found: string
}

export interface OfflineFile {
  readonly studyId: string
  readonly raterId: string
  readonly entries: readonly OfflineEntry[]
  /** Null where the file ends early. */
  readonly tail: { readonly line: number; readonly count: number; readonly seal: string } | null
  readonly broken: readonly RefusedLine[]
}

const headSchema = z.looseObject({
  format: z.literal(offlineFormat),
  version: z.literal(1),
  studyId: z.string(),
  raterId: z.string(),
})
const tailSchema = z.looseObject({ count: z.int().nonnegative(), seal: z.string() })
const listSchema = z.array(z.unknown()).catch([])
const listsSchema = z.looseObject({ votes: listSchema, troubles: listSchema })

/**
 * Takes the text of an offline form's file apart. A file that was cut, or broken in some lines, gives the lines that are
 * whole and names the others. Throws VOTES_FILE for what is no such file at all.
 */
export function readOfflineVotes(path: string, text: string): OfflineFile {
  const lines = text.split('\n')
  const whole = parsed(text)
  return whole === undefined ? fromLines(path, lines) : fromDocument(path, text, whole)
}

/** Also of a file that an editor laid out anew: a vote's line is where its seal stands. */
function fromDocument(path: string, text: string, whole: unknown): OfflineFile {
  const head = headOf(path, whole)
  const { votes, troubles } = listsSchema.parse(whole)
  const tail = tailSchema.safeParse(whole)
  const lineOf = lineFinder(text)
  const entries = [...votes, ...troubles].map((value, index) => ({
    line: lineOf(sealIn(value), index + 2),
    value,
  }))
  const last = text.trimEnd().split('\n').length
  return {
    ...head,
    entries,
    tail: tail.success ? { line: lineOf(tail.data.seal, last), ...tail.data } : null,
    broken: tail.success ? [] : [{ line: last, found: tailMissing }],
  }
}

// What sealVotes writes before the items that could not be shown.
const troublesHead = '"troubles":['
const tailMissing = 'the file has no count and no seal at its end'

const sealIn = (value: unknown) => z.looseObject({ seal: z.string() }).safeParse(value).data?.seal ?? null

/** Seals are asked for in the order of the file; behind one that is not found (no form writes such) no line is known. */
function lineFinder(text: string): (seal: string | null, otherwise: number) => number {
  let line = 1
  let seen = 0
  let lost = false
  return (seal, otherwise) => {
    if (lost || seal === null || seal === '') return otherwise
    const at = text.indexOf(seal, seen)
    lost = at < 0
    if (lost) return otherwise
    line += text.slice(seen, at).split('\n').length - 1
    seen = at
    return line
  }
}

function fromLines(path: string, lines: readonly string[]): OfflineFile {
  const head = headOf(path, parsed(`${lines[0]?.replace(/,?\s*$/, '') ?? ''}]}`))
  const entries: OfflineEntry[] = []
  const broken: RefusedLine[] = []
  let tail: OfflineFile['tail'] = null
  for (const [index, text] of lines.entries()) {
    const line = index + 1
    const content = text.trim().replace(/,$/, '')
    if (index === 0 || content === '' || content === ']' || content === troublesHead) continue
    if (content.startsWith('"count"')) {
      const found = tailSchema.safeParse(parsed(`{${content}`))
      if (found.success) tail = { line, ...found.data }
      else broken.push({ line, found: 'the end of the file is broken' })
      continue
    }
    const value = parsed(content)
    if (value === undefined) broken.push({ line, found: 'this is no whole vote: the line was cut or edited' })
    else entries.push({ line, value })
  }
  if (tail === null && !broken.some(({ line }) => line === lines.length)) {
    broken.push({ line: lines.length, found: `${tailMissing}: it was cut` })
  }
  return { ...head, entries, tail, broken }
}

function headOf(path: string, value: unknown): { readonly studyId: string; readonly raterId: string } {
  const head = headSchema.safeParse(value)
  if (head.success) return { studyId: head.data.studyId, raterId: head.data.raterId }
  throw new BenchError('VOTES_FILE', {
    path,
    line: 1,
    found: 'this is not the beginning of a file of votes that an offline form saved',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
