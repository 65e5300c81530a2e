import { canonicalJson } from '../records/identity.ts'
import type { Item, Vote } from '../records/vote.ts'
import type { ApiErrorCode, VoteSubmission } from './api.ts'
import { minimumWatchSeconds } from './item-view.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

export type Verdict =
  | { readonly status: 'new'; readonly vote: Vote }
  | { readonly status: 'known' }
  | { readonly status: 'refused'; readonly code: ApiErrorCode; readonly detail?: string }

// A rater may change each answer a few times; nobody needs more rows than this for each item.
const rowsPerItem = 10
// Media elements report times a frame or so late.
const watchToleranceSeconds = 0.05

/**
 * Whether a vote may be added to the rater's. A vote that was added before is known, whatever has changed since, so that
 * an outbox always gets rid of it.
 *
 * @param find the vote with a key, of any rater, stored or about to be
 */
export function checkVote(
  state: StudyState,
  desk: RaterDesk,
  submission: VoteSubmission,
  find: (key: string) => Vote | undefined,
): Verdict {
  const owned = state.findPublic(submission.itemId)
  if (owned === undefined || owned.desk !== desk) return refused('not-your-item')
  const { item } = owned
  const vote: Vote = { ...submission, itemId: item.id, studyId: state.study.id, raterId: desk.rater.id }
  const earlier = find(vote.key)
  if (earlier !== undefined) return isSame(earlier, vote) ? { status: 'known' } : refused('key-reused')
  const { kind } = desk.rater.state
  if (kind !== 'active') return refused(kind === 'paused' ? 'paused' : 'ended')
  if (desk.votes.count() >= rowsPerItem * desk.items.length) return refused('too-many')
  return vote.kind === 'undo'
    ? checkUndo(vote, find(vote.undoes))
    : (checkAnswer(state, desk, item, vote) ?? { status: 'new', vote })
}

const refused = (code: ApiErrorCode, detail?: string): Verdict => ({
  status: 'refused',
  code,
  ...(detail === undefined ? {} : { detail }),
})

/** The same act: what the page measured may not change either, since it keeps the vote as it was cast. */
const isSame = (a: Vote, b: Vote) => canonicalJson(a) === canonicalJson(b)

/** An undo may come before its answer. One that names an answer to something else, or of someone else, is a mistake. */
function checkUndo(vote: Extract<Vote, { kind: 'undo' }>, undoes: Vote | undefined): Verdict {
  const fits =
    undoes === undefined ||
    (undoes.kind === 'answer' && undoes.itemId === vote.itemId && undoes.raterId === vote.raterId)
  return fits ? { status: 'new', vote } : refused('nothing-to-undo')
}

type AnswerVote = Extract<Vote, { kind: 'answer' }>

function checkAnswer(state: StudyState, desk: RaterDesk, item: Item, vote: AnswerVote): Verdict | null {
  const wrong = wrongAnswers(state, item, vote)
  if (wrong !== null) return refused('incomplete-answers', wrong)
  const least = minimumWatchSeconds(state, item)
  if (vote.watchedSeconds + watchToleranceSeconds < least) {
    return refused('not-watched', `found ${vote.watchedSeconds} s, expected ${least} s or more`)
  }
  const standing = desk.votes.standing(item.id)
  if (standing !== undefined && !desk.votes.isUndone(vote.key)) return refused('already-answered')
  return null
}

/** What is wrong with the answers as a whole; null when each question has one. */
function wrongAnswers({ study }: StudyState, item: Item, { answers, comment }: AnswerVote): string | null {
  if (answers.kind !== item.kind) return `found answers of kind ${answers.kind}, expected ${item.kind}`
  if (comment !== undefined && !study.form.comment) return 'found a comment, which this form does not ask for'
  const given = Object.keys(answers.kind === 'dimensions' ? answers.byDimension : answers.byAspect)
  const asked: readonly string[] =
    item.kind === 'dimensions' ? item.dimensions : study.form.kind === 'dimensions' ? [] : study.form.aspects
  const complete = given.length === asked.length && asked.every((question) => given.includes(question))
  return complete ? null : `found answers for ${given.join(', ') || 'nothing'}, expected ${asked.join(', ')}`
}
