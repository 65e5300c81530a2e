import { stringify } from 'csv-stringify/sync'
import { safeCell } from '../records/safe-cell.ts'
import type { StudyClip, StudyPrompt } from '../records/study-plan.ts'
import type { Item, ItemClip, Rater, StoredVote, Study, Vote } from '../records/vote.ts'
import { standingVotes } from './standing-votes.ts'

/** Everything of a study that an export tells. */
export interface ExportInput {
  readonly study: Study
  readonly prompts: readonly StudyPrompt[]
  readonly clips: readonly StudyClip[]
  readonly items: readonly Item[]
  readonly raters: readonly Rater[]
  /** Every row, in the order of arrival. */
  readonly votes: readonly StoredVote[]
}

/** What each column of the export means; the order is the table's. */
export const voteColumns = {
  sequence: 'Order of arrival, from 1. A vote of several questions has one row for each.',
  received_at: 'When the server had it, ISO 8601 in UTC.',
  cast_at: 'When it was cast by the rater’s own clock, ISO 8601 in UTC; clocks may be wrong.',
  kind: 'answer, or undo: an answer taken back.',
  stands:
    'true for the last answer of this rater to this item that was not taken back; results count no other.',
  rater: 'Label of the rater.',
  rater_state: 'active, paused, excluded or revoked, at the time of the export.',
  item: 'Id of the item.',
  mark: 'plain (counts in results), practice, gold, repeat or degraded: docs/preference.md.',
  repeats_item:
    'Of a repeat: the item that it repeats. Of a degraded copy in ratings: the item of its original.',
  prompt_id: 'Id of the prompt in the study.',
  prompt: 'Text of the prompt.',
  first_model: 'Model of the clip shown first (left), or of the one clip that is rated.',
  first_degraded: 'true when this is the copy that was made worse on purpose.',
  second_model: 'Model of the clip shown second (right); empty in ratings.',
  second_degraded: 'As first_degraded.',
  question: 'Aspect or dimension that was asked about.',
  answer: 'first, second, tie, both-bad, cant-judge; in ratings 1 (bad) to 5 (excellent) or cant-judge.',
  preferred_model: 'Model of the chosen side; empty for the other answers.',
  watched_seconds: 'How long the clips were played before the vote.',
  decision_seconds: 'From the item’s appearance to the vote.',
  comment: 'What the rater wrote. Text that begins like a formula has an apostrophe in front.',
  key: 'The vote’s own id.',
  undoes: 'Of an undo: key of the answer that is taken back.',
} as const
export type VoteColumn = keyof typeof voteColumns

type Cell = string | number | boolean | null
export type VoteRow = Readonly<Record<VoteColumn, Cell>>

/** One row for each question of each vote, undone ones among them; an undo has one row. */
export function voteRows(input: ExportInput): VoteRow[] {
  const items = new Map(input.items.map((item) => [item.id, item]))
  const raters = new Map(input.raters.map((rater) => [rater.id, rater]))
  const prompts = new Map(input.prompts.map(({ id, text }) => [id, text]))
  const standing = new Set(standingVotes(input.votes).map(({ key }) => key))
  return input.votes.flatMap((stored) => {
    const { vote } = stored
    const item = items.get(vote.itemId)
    const rater = raters.get(vote.raterId)
    if (item === undefined || rater === undefined) return []
    const head = { ...headCells(stored, rater, standing), ...itemCells(item, prompts) }
    return answersOf(vote).map(([question, answer]) => ({
      ...head,
      question,
      answer,
      preferred_model: preferredModel(item, answer),
      ...tailCells(vote),
    }))
  })
}

function headCells(
  { sequence, receivedAtMilliseconds, vote }: StoredVote,
  rater: Rater,
  standing: ReadonlySet<string>,
) {
  return {
    sequence,
    received_at: new Date(receivedAtMilliseconds).toISOString(),
    cast_at: isoDate(vote.castAtMilliseconds),
    kind: vote.kind,
    stands: standing.has(vote.key),
    rater: rater.label,
    rater_state: rater.state.kind,
  }
}

/** A rater's clock may say anything; beyond ECMAScript's range of dates it stays a number. */
function isoDate(milliseconds: number): string {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString()
}

function itemCells(item: Item, prompts: ReadonlyMap<string, string>) {
  const [first, second] = item.kind === 'rating' ? [item.clip, null] : [item.first, item.second]
  const { mark } = item
  return {
    item: item.id,
    mark: mark.kind,
    repeats_item: mark.kind === 'repeat' || mark.kind === 'degraded' ? mark.of : null,
    prompt_id: item.promptId,
    prompt: prompts.get(item.promptId) ?? null,
    ...sideCells('first', first),
    ...sideCells('second', second),
  }
}

function sideCells<S extends 'first' | 'second'>(side: S, clip: ItemClip | null) {
  return {
    [`${side}_model`]: clip?.model ?? null,
    [`${side}_degraded`]: clip?.degraded ?? null,
  } as Record<`${S}_model`, string | null> & Record<`${S}_degraded`, boolean | null>
}

function answersOf(vote: Vote): [question: string | null, answer: string | number | null][] {
  if (vote.kind === 'undo') return [[null, null]]
  const { answers } = vote
  return Object.entries(answers.kind === 'dimensions' ? answers.byDimension : answers.byAspect)
}

function preferredModel(item: Item, answer: string | number | null): string | null {
  if (item.kind === 'rating' || (answer !== 'first' && answer !== 'second')) return null
  return item[answer].model
}

function tailCells(vote: Vote) {
  const isAnswer = vote.kind === 'answer'
  return {
    watched_seconds: isAnswer ? vote.watchedSeconds : null,
    decision_seconds: isAnswer ? vote.decisionSeconds : null,
    comment: isAnswer ? (vote.comment ?? null) : null,
    key: vote.key,
    undoes: isAnswer ? null : vote.undoes,
  }
}

// Excel takes a file without it for one in the system's own code page (RFC 3629, section 6, allows it).
const byteOrderMark = '\ufeff'
const columns = Object.keys(voteColumns) as VoteColumn[]

/** `votes.csv`: RFC 4180, UTF-8 with a byte-order mark, safe to open in a spreadsheet. */
export function votesCsv(input: ExportInput): string {
  const rows = voteRows(input).map((row) => columns.map((column) => cell(row[column])))
  return `${byteOrderMark}${stringify([columns, ...rows], { cast: { boolean: String }, record_delimiter: 'windows' })}`
}

/** `votes-dictionary.csv`: what the columns mean. */
export function dictionaryCsv(): string {
  const rows = Object.entries(voteColumns)
  return `${byteOrderMark}${stringify([['column', 'meaning'], ...rows], { record_delimiter: 'windows' })}`
}

// Control characters other than a line's end have no place in a spreadsheet.
const control = /(?![\t\n\r])\p{Cc}/gu

const cell = (value: Cell): Cell => (typeof value === 'string' ? safeCell(value.replace(control, '')) : value)

/** `votes.json`: the study, its items, raters and votes, with the dictionary; no token, no secret, no path. */
export function votesJson(input: ExportInput): string {
  const { study, prompts, clips, items, raters } = input
  return `${JSON.stringify(
    {
      format: 'opensora-bench-export',
      version: 1,
      dictionary: voteColumns,
      study,
      prompts,
      clips: clips.map(({ clipId, model, promptId, degraded, sha256, video, source, scores }) => ({
        clipId,
        model,
        promptId,
        degraded,
        sha256,
        video,
        source: { runId: source.runId, sampleIndex: source.sampleIndex, sha256: source.sha256 },
        scores,
      })),
      items,
      raters: raters.map(({ label, slot, origin, state }) => ({ label, slot, origin, state })),
      votes: voteRows(input),
    },
    null,
    1,
  )}\n`
}
