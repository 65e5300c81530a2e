import { BenchError } from '../errors.ts'
import type { TroubleKind } from '../records/review-event.ts'
import type { StudyClip } from '../records/study-plan.ts'
import type { Item, ItemClip, Rater, Study } from '../records/vote.ts'
import type { Database } from '../store/database.ts'
import { readAssignments, readRaters, readTokens, type StoredToken } from '../store/raters.ts'
import { readReviewLog } from '../store/review-log.ts'
import { readItems, readStudy, readStudyClips, readStudyPrompts } from '../store/studies.ts'
import { voteParts } from '../store/votes.ts'
import { opaqueId } from './opaque-id.ts'
import { type RaterVotes, raterVotes } from './rater-votes.ts'

/** A rater with everything that is theirs. */
export interface RaterDesk {
  rater: Rater
  /** What this rater may judge, in the order of the slot. */
  readonly items: readonly Item[]
  votes: RaterVotes
  /** Items that this rater's browser could not show, by item id. */
  readonly setAside: Map<string, { readonly trouble: TroubleKind; readonly detail: string }>
  /** When the last request came, or before any the last vote; milliseconds since 1970. */
  lastSeenMilliseconds: number
  /** How far the rater's clock is ahead of the server's; null before the first votes since the start. */
  clockAheadSeconds: number | null
}

/** A study as it stands, all in memory. The store has the same; what is not written there yet is never shown as saved. */
export interface StudyState {
  readonly study: Study
  readonly prompts: ReadonlyMap<string, string>
  readonly slots: readonly (readonly Item[])[]
  readonly clips: readonly StudyClip[]
  clipOf(clip: ItemClip): StudyClip
  revealedAtMilliseconds: number | null
  readonly desks: ReadonlyMap<string, RaterDesk>
  desksOfSlot(slot: number): readonly RaterDesk[]
  addDesk(rater: Rater, items: readonly Item[]): RaterDesk
  /** Links that work, by the hash of their token. */
  readonly tokens: Map<string, StoredToken>
  /** The id that this rater's browser has for the item. */
  publicId(desk: RaterDesk, item: Item): string
  /** Names the rater to the own browser, and says nothing; of no item. */
  scopeOf(desk: RaterDesk): string
  /** What a browser's id stands for. */
  findPublic(id: string): { readonly desk: RaterDesk; readonly item: Item } | undefined
}

/** Reads a study. Throws STUDY_MISSING when the run has none. */
export async function loadStudy(store: Database): Promise<StudyState> {
  const stored = await readStudy(store)
  if (stored === null) throw new BenchError('STUDY_MISSING', { path: store.path })
  const { study, secret } = stored
  const items = await readItems(store, study.id)
  const state = emptyState(study, secret, items, {
    prompts: await readStudyPrompts(store, study.id),
    clips: await readStudyClips(store, study.id),
  })
  state.revealedAtMilliseconds = stored.revealedAtMilliseconds
  const byId = new Map(items.map((item) => [item.id, item]))
  const assigned = await readAssignments(store, study.id)
  for (const rater of await readRaters(store, study.id)) {
    state.addDesk(
      rater,
      (assigned.get(rater.id) ?? []).map((id) => byId.get(id)!),
    )
  }
  for (const token of await readTokens(store, study.id)) state.tokens.set(token.sha256, token)
  await loadVotes(store, state, [...state.desks.values()])
  await loadTroubles(store, state)
  return state
}

/** Reads the votes of these raters anew. */
export async function loadVotes(
  store: Database,
  { study }: StudyState,
  desks: readonly RaterDesk[],
): Promise<void> {
  const fresh = new Map(desks.map((desk) => [desk.rater.id, raterVotes()]))
  for await (const part of voteParts(store, study.id)) {
    for (const { vote, receivedAtMilliseconds } of part) {
      fresh.get(vote.raterId)?.apply(vote, receivedAtMilliseconds)
    }
  }
  for (const desk of desks) {
    desk.votes = fresh.get(desk.rater.id)!
    desk.lastSeenMilliseconds = Math.max(desk.lastSeenMilliseconds, desk.votes.lastAtMilliseconds() ?? 0)
  }
}

async function loadTroubles(store: Database, state: StudyState): Promise<void> {
  for (const { event } of await readReviewLog(store, state.study.id)) {
    if (event.kind !== 'trouble') continue
    state.desks
      .get(event.raterId)
      ?.setAside.set(event.itemId, { trouble: event.trouble, detail: event.detail })
  }
}

function emptyState(
  study: Study,
  secret: Uint8Array,
  items: readonly Item[],
  { prompts, clips }: { prompts: readonly { id: string; text: string }[]; clips: readonly StudyClip[] },
): StudyState {
  const slots: Item[][] = Array.from({ length: study.raters }, () => [])
  for (const item of items) slots[item.slot]?.push(item)
  const [plain, degraded] = [false, true].map(
    (wanted) => new Map(clips.filter((clip) => clip.degraded === wanted).map((clip) => [clip.clipId, clip])),
  ) as [Map<string, StudyClip>, Map<string, StudyClip>]
  const desks = new Map<string, RaterDesk>()
  const bySlot = new Map<number, RaterDesk[]>()
  return {
    study,
    prompts: new Map(prompts.map(({ id, text }) => [id, text])),
    slots,
    clips,
    clipOf: (clip) => (clip.degraded ? degraded : plain).get(clip.clipId)!,
    revealedAtMilliseconds: null,
    desks,
    desksOfSlot: (slot) => bySlot.get(slot) ?? [],
    addDesk(rater, given) {
      const desk: RaterDesk = {
        rater,
        items: given,
        votes: raterVotes(),
        setAside: new Map(),
        lastSeenMilliseconds: rater.createdAtMilliseconds,
        clockAheadSeconds: null,
      }
      desks.set(rater.id, desk)
      bySlot.set(rater.slot, [...(bySlot.get(rater.slot) ?? []), desk])
      return desk
    },
    tokens: new Map(),
    ...publicIds(secret, desks),
  }
}

/** A rater's ids are made when the rater first needs them. An id that nobody has yet makes all of them, once. */
function publicIds(
  secret: Uint8Array,
  desks: ReadonlyMap<string, RaterDesk>,
): Pick<StudyState, 'publicId' | 'scopeOf' | 'findPublic'> {
  const made = new Set<RaterDesk>()
  const found = new Map<string, { desk: RaterDesk; item: Item }>()
  const idOf = ({ rater }: RaterDesk, item: Item) => opaqueId(secret, rater.id, item.id)
  const make = (desk: RaterDesk) => {
    made.add(desk)
    for (const item of desk.items) found.set(idOf(desk, item), { desk, item })
  }
  return {
    publicId(desk, item) {
      if (!made.has(desk)) make(desk)
      return idOf(desk, item)
    },
    // No item has the empty id.
    scopeOf: ({ rater }) => opaqueId(secret, rater.id, ''),
    findPublic(id) {
      if (!found.has(id)) for (const desk of desks.values()) if (!made.has(desk)) make(desk)
      return found.get(id)
    },
  }
}
