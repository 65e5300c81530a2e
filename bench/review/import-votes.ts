import { BenchError } from '../errors.ts'
import type { Vote } from '../records/vote.ts'
import { apiErrors, type VoteSubmission } from './api.ts'
import { checkVote } from './check-vote.ts'
import { offlineIssue } from './offline-issue.ts'
import { type OfflineIssue, sealedVoteSchema } from './offline-votes.ts'
import {
  type OfflineEntry,
  type OfflineFile,
  type RefusedLine,
  readOfflineVotes,
} from './read-offline-votes.ts'
import { firstSeal, lastSeal, sealOf } from './seal-votes.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

export interface ImportedVotes {
  readonly desk: RaterDesk
  /** To be stored, in this order. */
  readonly votes: readonly Vote[]
  /** Votes of the file that are in the store already. */
  readonly known: number
  /** In the order of the file. */
  readonly refused: readonly RefusedLine[]
}

/**
 * Checks a file of an offline form line by line: shape, seals, and everything that the server asks of a vote. Votes that
 * may be added are taken into the state, too. Throws VOTES_FILE for another study's file or none at all.
 *
 * @param secret of the study, from its store
 * @param stored every vote that is in the store
 */
export function importVotes(
  path: string,
  text: string,
  { state, secret, stored }: { state: StudyState; secret: Uint8Array; stored: Iterable<Vote> },
): ImportedVotes {
  const file = readOfflineVotes(path, text)
  const desk = deskOf(path, file, state)
  const issue = offlineIssue(secret, state.study.id, desk.rater.id)
  const sealed = checkSeals(issue, file)
  const byKey = new Map([...stored].map((vote) => [vote.key, vote]))
  const votes: Vote[] = []
  const refused = [...file.broken, ...sealed.refused]
  let known = 0
  for (const { line, vote: submission } of sealed.whole) {
    const verdict = checkVote(state, desk, submission, (key) => byKey.get(key))
    if (verdict.status === 'known') known++
    if (verdict.status === 'refused') {
      const { message } = apiErrors[verdict.code]
      refused.push({ line, found: verdict.detail === undefined ? message : `${message} (${verdict.detail})` })
    }
    if (verdict.status !== 'new') continue
    votes.push(verdict.vote)
    byKey.set(verdict.vote.key, verdict.vote)
    desk.votes.apply(verdict.vote, Date.now())
  }
  return { desk, votes, known, refused: refused.toSorted((a, b) => a.line - b.line) }
}

function deskOf(path: string, { studyId, raterId }: OfflineFile, state: StudyState): RaterDesk {
  const desk = state.desks.get(raterId)
  if (studyId === state.study.id && desk !== undefined) return desk
  throw new BenchError('VOTES_FILE', {
    path,
    line: 1,
    found:
      studyId === state.study.id
        ? 'its rater is none of this study'
        : 'it is the file of another study, or of another plan of this one',
  })
}

interface SealedVote {
  readonly line: number
  readonly vote: VoteSubmission
}

/** A line's seal holds the seal before it, so each line can be checked although another one is wrong. */
function checkSeals(issue: OfflineIssue, { entries, tail }: OfflineFile) {
  const whole: SealedVote[] = []
  const refused: RefusedLine[] = []
  let before = firstSeal(issue)
  for (const { line, value } of entries) {
    const checked = checkEntry(issue, before, { line, value })
    if ('vote' in checked) whole.push(checked)
    else refused.push(checked)
    before = sealText(value) ?? before
  }
  if (tail !== null && tail.seal !== lastSeal(issue, before, tail.count)) {
    refused.push({ line: tail.line, found: 'the seal of the whole file does not fit: its end was changed' })
  } else if (tail !== null && tail.count !== entries.length) {
    const found = `it says ${tail.count} votes, found ${entries.length}: lines were removed or added`
    refused.push({ line: tail.line, found })
  }
  return { whole, refused }
}

function checkEntry(
  issue: OfflineIssue,
  before: string,
  { line, value }: OfflineEntry,
): SealedVote | RefusedLine {
  const parsed = sealedVoteSchema.safeParse(value)
  if (!parsed.success) {
    const problem = parsed.error.issues[0]
    return { line, found: `not a vote: ${problem?.path.join('.') || 'the line'}: ${problem?.message}` }
  }
  // The seal is over the text that the form wrote, whose members stand in their first order.
  const { vote } = value as { vote: VoteSubmission }
  if (parsed.data.seal !== sealOf(issue, before, vote)) {
    return {
      line,
      found: 'the seal does not fit: this vote was changed, or lines before it were removed, added or moved',
    }
  }
  return { line, vote: parsed.data.vote }
}

function sealText(value: unknown): string | null {
  const seal = (value as { seal?: unknown } | null)?.seal
  return typeof seal === 'string' ? seal : null
}
