import { z } from 'zod'
import type { Vote } from '../records/vote.ts'
import type { Database } from '../store/database.ts'
import { findVotes, type NewVote, putVotes } from '../store/votes.ts'
import { type VoteOutcome, type VoteSubmission, voteSubmissionSchema } from './api.ts'
import { errorAnswer, writeError } from './api-error.ts'
import { checkVote, type Verdict } from './check-vote.ts'
import { loadVotes, type RaterDesk, type StudyState } from './study-state.ts'

export interface VoteWriter {
  /**
   * Judges each vote by itself, in this order, and saves those that may be. When it returns, `saved` and `known` votes
   * are on the disk. Throws ApiError `disk-full` or `not-saved` when nothing was saved.
   */
  submit(desk: RaterDesk, votes: readonly unknown[]): Promise<VoteOutcome[]>
  /** Returns when everything submitted before is settled. */
  settle(): Promise<void>
}

interface Submission {
  readonly desk: RaterDesk
  readonly votes: readonly unknown[]
  readonly receivedAtMilliseconds: number
  resolve(outcomes: VoteOutcome[]): void
  reject(error: unknown): void
}

// Together at most 1,000 keys to look up, with a second one for each undo.
const votesPerBatch = 500

/**
 * What arrives while a transaction is written waits for the next one and shares it, so that the disk is waited for once
 * for many votes (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984).
 */
export function voteWriter(store: Database, state: StudyState, now: () => number): VoteWriter {
  const waiting: Submission[] = []
  const stale = new Set<RaterDesk>()
  let running: Promise<void> = Promise.resolve()
  let isRunning = false
  const run = async () => {
    // Requests that lie in the socket already join this batch.
    await new Promise(setImmediate)
    while (waiting.length > 0) await writeBatch(store, state, stale, takeBatch(waiting))
    isRunning = false
  }
  return {
    submit(desk, votes) {
      const settled = new Promise<VoteOutcome[]>((resolve, reject) => {
        waiting.push({ desk, votes, receivedAtMilliseconds: now(), resolve, reject })
      })
      if (!isRunning) {
        isRunning = true
        running = run()
      }
      return settled
    },
    settle: () => running,
  }
}

function takeBatch(waiting: Submission[]): Submission[] {
  let votes = 0
  const end = waiting.findIndex((submission) => {
    votes += submission.votes.length
    return votes > votesPerBatch
  })
  return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end))
}

/** `stale`: raters whose votes in memory may be ahead of the store, since a transaction failed. */
async function writeBatch(
  store: Database,
  state: StudyState,
  stale: Set<RaterDesk>,
  batch: readonly Submission[],
): Promise<void> {
  const rows: NewVote[] = []
  try {
    if (stale.size > 0) await loadVotes(store, state, [...stale])
    stale.clear()
    const parsed = batch.map(({ votes }) => votes.map(readVote))
    const stored = await findVotes(
      store,
      parsed.flatMap((votes) => votes.flatMap(keysOf)),
    )
    const added = new Map<string, Vote>()
    const find = (key: string) => added.get(key) ?? stored.get(key)?.vote
    const outcomes = batch.map(({ desk, receivedAtMilliseconds }, index) =>
      parsed[index]!.map((vote) => {
        if ('status' in vote) return vote
        const verdict = checkVote(state, desk, vote, find)
        if (verdict.status === 'new') {
          desk.votes.apply(verdict.vote, receivedAtMilliseconds)
          added.set(verdict.vote.key, verdict.vote)
          rows.push({ receivedAtMilliseconds, vote: verdict.vote })
        }
        return outcomeOf(vote.key, verdict)
      }),
    )
    await store.commit(putVotes(rows))
    for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index]!)
  } catch (thrown) {
    if (rows.length > 0) for (const { desk } of batch) stale.add(desk)
    for (const { reject } of batch) reject(writeError(thrown))
  }
}

type ReadVote = VoteSubmission | Extract<VoteOutcome, { status: 'refused' }>

const keyedSchema = z.object({ key: z.string().max(100) })

function readVote(value: unknown): ReadVote {
  const result = voteSubmissionSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const key = keyedSchema.safeParse(value).data?.key ?? null
  const detail = `${issue?.path.join('.') || 'vote'}: ${issue?.message}`.slice(0, 300)
  return { status: 'refused', key, ...errorAnswer('malformed', detail) }
}

function keysOf(vote: ReadVote): string[] {
  if ('status' in vote) return []
  return vote.kind === 'undo' ? [vote.key, vote.undoes] : [vote.key]
}

function outcomeOf(key: string, verdict: Verdict): VoteOutcome {
  switch (verdict.status) {
    case 'new':
      return { status: 'saved', key }
    case 'known':
      return { status: 'known', key }
    case 'refused':
      return { status: 'refused', key, ...errorAnswer(verdict.code, verdict.detail) }
  }
}
