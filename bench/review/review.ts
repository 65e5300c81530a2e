import { randomUUID } from 'node:crypto'
import type { ReviewEvent, TroubleKind } from '../records/review-event.ts'
import type { Item, Rater, RaterOrigin } from '../records/vote.ts'
import type { Database, Statement } from '../store/database.ts'
import { putAssignments, putRater, putToken, revokeTokens, type TokenPurpose } from '../store/raters.ts'
import { putReviewEvents } from '../store/review-log.ts'
import { putRevealed } from '../store/studies.ts'
import type { Completion, ItemsAnswer, Progress, RaterStateRequest, VoteOutcome } from './api.ts'
import { ApiError, writeError } from './api-error.ts'
import { type ClipWatch, clipWatch } from './clip-watch.ts'
import { deskItems } from './desk-items.ts'
import { clipsOf, itemView } from './item-view.ts'
import { countFreePlaces, freePlace } from './places.ts'
import { loadStudy, type RaterDesk, type StudyState } from './study-state.ts'
import { newToken, tokenHash } from './tokens.ts'
import { voteWriter } from './vote-writer.ts'

export interface ReviewOptions {
  /** Of the run; its lock must be held, since what is in memory is taken for what is in the store. */
  readonly store: Database
  /** The run folder, absolute. */
  readonly folder: string
  /** After so long without a sign of a rater, the open items go to whoever comes new. */
  readonly abandonAfterMinutes: number
  /** What a rater is given at the end. */
  readonly completion: Completion | null
  readonly now?: () => number
}

/** A study being answered: what raters and the owner can do, whatever the way they come. */
export interface Review {
  readonly state: StudyState
  readonly clips: ClipWatch
  /** Places that someone new could take now. */
  freePlaces(): number
  now(): number
  /** Gives a place to someone new and makes a link for it. Throws ApiError `no-place`. */
  addRater(origin: RaterOrigin, label: string): Promise<{ desk: RaterDesk; token: string }>
  /**
   * A link for whoever this label stands for: to the place that they have, else to a new one. Throws ApiError `no-place`
   * and `revoked`.
   */
  tokenOf(origin: RaterOrigin, label: string): Promise<string>
  /** A link for a rater; the earlier ones end unless they are kept. */
  newLink(desk: RaterDesk, earlier: 'end' | 'keep'): Promise<string>
  /** An invitation; earlier ones end. */
  newInvitation(purpose: Exclude<TokenPurpose, 'rater'>): Promise<string>
  /** The next items that can be shown, at most `count`. */
  nextItems(desk: RaterDesk, count: number): Promise<ItemsAnswer>
  progress(desk: RaterDesk): Promise<{ progress: Progress; completion: Completion | null }>
  submit(desk: RaterDesk, votes: readonly unknown[]): Promise<VoteOutcome[]>
  /** Sets an item aside that the rater's browser could not show. */
  setAside(desk: RaterDesk, item: Item, trouble: TroubleKind, detail: string): Promise<void>
  setState(desk: RaterDesk, state: RaterStateRequest['state']): Promise<void>
  reveal(): Promise<number>
  /** Returns when everything that was submitted is settled. */
  settle(): Promise<void>
}

/** Opens the study of a run. Throws STUDY_MISSING. */
export async function openReview(options: ReviewOptions): Promise<Review> {
  const { store, now = Date.now, abandonAfterMinutes } = options
  const state = await loadStudy(store)
  const clips = clipWatch(options.folder, state.clips, now)
  const writer = voteWriter(store, state, now)
  const inTurn = turns()
  const studyId = state.study.id
  const commit = async (statements: readonly Statement[], events: readonly ReviewEvent[]) => {
    try {
      await store.commit([...statements, ...putReviewEvents(studyId, events, now())])
    } catch (thrown) {
      throw writeError(thrown)
    }
  }

  /** Writes a rater's new facts and then takes them for true. */
  const changeRater = async (desk: RaterDesk, rater: Rater, events: readonly ReviewEvent[]) => {
    await commit([putRater(rater)], events)
    desk.rater = rater
  }

  const standOf = async (desk: RaterDesk) => {
    const { answered, open, setAside } = deskItems(state, desk)
    const missing = await clips.missing()
    const isThere = (item: Item) => clipsOf(item).every((clip) => !missing.has(state.clipOf(clip)))
    const showable = missing.size === 0 ? open : open.filter(isThere)
    const own = [answered, open, setAside].map((items) => items.filter(isCounted).length)
    const progress: Progress = {
      answered: own[0]!,
      total: own[0]! + own[1]! + own[2]!,
      practiceLeft: open.length - own[1]!,
      setAside: setAside.length + open.length - showable.length,
      complete: showable.length === 0,
    }
    const isDone = progress.complete && desk.rater.releasedAtMilliseconds === null
    return { showable, told: { progress, completion: isDone ? options.completion : null } }
  }

  return {
    state,
    clips,
    freePlaces: () => countFreePlaces(state, now(), abandonAfterMinutes),
    now,
    progress: async (desk) => (await standOf(desk)).told,
    submit: writer.submit,
    settle: async () => {
      await writer.settle()
      await inTurn(async () => undefined)
    },
    addRater: (origin, label) => inTurn(() => add(origin, label)),
    tokenOf: (origin, label) =>
      inTurn(async () => {
        const known = [...state.desks.values()].find(
          ({ rater }) => rater.origin === origin && rater.label === label,
        )
        if (known === undefined) return (await add(origin, label)).token
        if (known.rater.state.kind === 'revoked') throw new ApiError('revoked')
        return issue('rater', known.rater.id, 'keep')
      }),
    newLink: (desk, earlier) => inTurn(() => issue('rater', desk.rater.id, earlier)),
    newInvitation: (purpose) => inTurn(() => issue(purpose, null, 'end')),
    nextItems: async (desk, count) => {
      const { showable, told } = await standOf(desk)
      const items = desk.rater.state.kind === 'active' ? showable.slice(0, count) : []
      return { items: items.map((item) => itemView(state, desk, item)), ...told }
    },
    setAside: (desk, item, trouble, detail) =>
      inTurn(async () => {
        if (desk.setAside.has(item.id)) return
        await commit([], [{ kind: 'trouble', raterId: desk.rater.id, itemId: item.id, trouble, detail }])
        desk.setAside.set(item.id, { trouble, detail })
      }),
    setState: (desk, to) =>
      inTurn(() => {
        const from = desk.rater.state
        const raterId = desk.rater.id
        return changeRater(desk, { ...desk.rater, state: to }, [{ kind: 'state', raterId, from, to }])
      }),
    reveal: () =>
      inTurn(async () => {
        if (state.revealedAtMilliseconds !== null) return state.revealedAtMilliseconds
        const at = now()
        await commit([putRevealed(studyId, at)], [{ kind: 'revealed' }])
        state.revealedAtMilliseconds = at
        return at
      }),
  }

  async function add(origin: RaterOrigin, label: string) {
    const place = freePlace(state, now(), abandonAfterMinutes)
    if (place === null) throw new ApiError('no-place')
    const { slot, items, from } = place
    const [token, id, at] = [newToken(), randomUUID(), now()]
    const rater: Rater = {
      id,
      studyId,
      slot,
      label,
      origin,
      createdAtMilliseconds: at,
      releasedAtMilliseconds: null,
      state: { kind: 'active' },
    }
    const stored = { sha256: tokenHash(token), purpose: 'rater', raterId: id } as const
    const itemIds = items.map((item) => item.id)
    const statements = [putRater(rater), ...putAssignments(id, itemIds, at), putToken(studyId, stored, at)]
    const events: ReviewEvent[] = [{ kind: 'joined', raterId: id }]
    const released = from && { ...from.rater, releasedAtMilliseconds: at }
    if (released !== null) {
      statements.push(putRater(released))
      events.push({ kind: 'released', raterId: released.id, to: id, items: items.length })
    }
    await commit(statements, events)
    if (from !== null && released !== null) from.rater = released
    state.tokens.set(stored.sha256, stored)
    return { desk: state.addDesk(rater, items), token }
  }

  async function issue(purpose: TokenPurpose, raterId: string | null, earlier: 'end' | 'keep') {
    const [token, at] = [newToken(), now()]
    const stored = { sha256: tokenHash(token), purpose, raterId }
    const ends = earlier === 'end'
    await commit(
      [...(ends ? [revokeTokens(studyId, purpose, raterId, at)] : []), putToken(studyId, stored, at)],
      [{ kind: 'link', raterId, purpose }],
    )
    if (ends) {
      for (const old of [...state.tokens.values()]) {
        if (old.purpose === purpose && old.raterId === raterId) state.tokens.delete(old.sha256)
      }
    }
    state.tokens.set(stored.sha256, stored)
    return token
  }
}

const isCounted = ({ mark }: Item) => mark.kind !== 'practice'

/** Lets one action run after the other, so that each sees what the ones before it did. */
function turns(): <T>(action: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (action) => {
    const result = last.then(action, action)
    last = result.catch(() => undefined)
    return result
  }
}
