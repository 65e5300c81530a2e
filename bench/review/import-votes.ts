import { BenchError } from '../errors.ts'
import type { TroubleKind } from '../records/review-event.ts'
import type { Vote } from '../records/vote.ts'
import { apiErrors } from './api.ts'
import { checkSeals, type SealedLines } from './check-seals.ts'
import { checkVote } from './check-vote.ts'
import { offlineIssue } from './offline-issue.ts'
import { type OfflineFile, type RefusedLine, readOfflineVotes } from './read-offline-votes.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

export interface ImportedVotes {
  readonly desk: RaterDesk
  /** To be stored, in this order. */
  readonly votes: readonly Vote[]
  /** Votes of the file that are in the store already. */
  readonly known: number
  /** What the form could not show, to be stored; without what is in the store already. */
  readonly setAside: readonly ImportedTrouble[]
  /** In the order of the file. */
  readonly refused: readonly RefusedLine[]
}

export interface ImportedTrouble {
  readonly itemId: string
  readonly trouble: TroubleKind
  /** What the browser said. */
  readonly detail: string
}

/**
 * Checks a file of an offline form line by line: shape, seals, and everything that the server asks of a vote. Votes that
 * may be added, and items that could not be shown, are taken into the state, too. Throws VOTES_FILE for another study's
 * file or none at all.
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
  const sealed = checkSeals(offlineIssue(secret, state.study.id, desk.rater.id), file)
  const taken = takeVotes(state, desk, sealed.votes, stored)
  const aside = setAside(state, desk, sealed.troubles)
  const refused = [...file.broken, ...sealed.refused, ...taken.refused, ...aside.refused]
  return {
    desk,
    votes: taken.votes,
    known: taken.known,
    setAside: aside.items,
    refused: refused.toSorted((a, b) => a.line - b.line),
  }
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

function takeVotes(
  state: StudyState,
  desk: RaterDesk,
  sealed: SealedLines['votes'],
  stored: Iterable<Vote>,
): Pick<ImportedVotes, 'votes' | 'known' | 'refused'> {
  const byKey = new Map([...stored].map((vote) => [vote.key, vote]))
  const votes: Vote[] = []
  const refused: RefusedLine[] = []
  let known = 0
  for (const { line, vote: submission } of sealed) {
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
  return { votes, known, refused }
}

function setAside(state: StudyState, desk: RaterDesk, sealed: SealedLines['troubles']) {
  const items: ImportedTrouble[] = []
  const refused: RefusedLine[] = []
  for (const { line, trouble: report } of sealed) {
    const owned = state.findPublic(report.itemId)
    if (owned?.desk !== desk) {
      refused.push({ line, found: apiErrors['not-your-item'].message })
      continue
    }
    const { id: itemId } = owned.item
    if (desk.setAside.has(itemId)) continue
    const { trouble, detail } = report
    desk.setAside.set(itemId, { trouble, detail })
    items.push({ itemId, trouble, detail })
  }
  return { items, refused }
}
