import type { Item } from '../records/vote.ts'
import { deskItems } from './desk-items.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

/** A place in the study for someone new. */
export interface Place {
  readonly slot: number
  readonly items: readonly Item[]
  /** Whose open items these were; null when the slot was never taken or its rater is excluded. */
  readonly from: RaterDesk | null
}

/**
 * The place that someone new takes: a slot that nobody has, else one whose rater is excluded (all of it, since those
 * votes don't count) or revoked, else the open items of the rater who was away the longest, beyond the limit. A rater
 * who comes back in time finds everything as it was. Null when every place is taken.
 */
export function freePlace(
  state: StudyState,
  nowMilliseconds: number,
  abandonAfterMinutes: number,
): Place | null {
  const slots = state.slots.keys()
  const holders = [...slots].map((slot) => ({ slot, desk: holderOf(state, slot) }))
  const empty = holders.find(({ desk }) => desk === null || desk.rater.state.kind === 'excluded')
  if (empty !== undefined) return { slot: empty.slot, items: state.slots[empty.slot]!, from: null }
  const limit = nowMilliseconds - abandonAfterMinutes * 60_000
  const [longest] = holders
    .flatMap(({ desk }) => (desk !== null && isAbandoned(desk, limit) && hasOpen(state, desk) ? [desk] : []))
    .sort((a, b) => goneSince(a) - goneSince(b))
  return longest === undefined ? null : { slot: longest.rater.slot, ...takenOver(state, longest) }
}

/** Places that someone new could take now. */
export function countFreePlaces(
  state: StudyState,
  nowMilliseconds: number,
  abandonAfterMinutes: number,
): number {
  const limit = nowMilliseconds - abandonAfterMinutes * 60_000
  return [...state.slots.keys()].filter((slot) => {
    const desk = holderOf(state, slot)
    if (desk === null || desk.rater.state.kind === 'excluded') return true
    return isAbandoned(desk, limit) && hasOpen(state, desk)
  }).length
}

/** The rater whose slot it is now: the one who came last. */
function holderOf(state: StudyState, slot: number): RaterDesk | null {
  return state.desksOfSlot(slot).findLast(({ rater }) => rater.releasedAtMilliseconds === null) ?? null
}

/** A revoked rater can't come back; a paused one was asked to wait; one with a form on disk is never seen here. */
const isAbandoned = ({ rater, lastSeenMilliseconds }: RaterDesk, limit: number) =>
  rater.state.kind === 'revoked' ||
  (rater.state.kind === 'active' && rater.origin !== 'offline' && lastSeenMilliseconds < limit)

const goneSince = ({ rater, lastSeenMilliseconds }: RaterDesk) =>
  rater.state.kind === 'revoked' ? 0 : lastSeenMilliseconds

const hasOpen = (state: StudyState, desk: RaterDesk) =>
  deskItems(state, desk).open.some(({ mark }) => mark.kind !== 'practice')

/** Practice is for everyone. A repeat without its first time would compare two people, so it stays behind. */
function takenOver(state: StudyState, from: RaterDesk): { items: readonly Item[]; from: RaterDesk } {
  const { open, setAside } = deskItems(state, from)
  // What one browser could not show another one may.
  const left = new Set([...open, ...setAside].map(({ id }) => id))
  const items = from.items.filter(
    ({ id, mark }) => mark.kind === 'practice' || (left.has(id) && (!('of' in mark) || left.has(mark.of))),
  )
  return { items, from }
}
