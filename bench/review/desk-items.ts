import type { Item } from '../records/vote.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

/** A rater's items by how they stand. */
export interface DeskItems {
  /** With a standing answer. */
  readonly answered: readonly Item[]
  /** To be judged, in the slot's order. */
  readonly open: readonly Item[]
  /** What this rater's browser could not show. */
  readonly setAside: readonly Item[]
}

/**
 * What a rater has judged and still may. An item that was settled by another one of the slot (a late vote of a rater whose
 * place was given on) is no longer asked for; practice is everyone's own. What an excluded rater said counts as not said.
 */
export function deskItems(state: StudyState, desk: RaterDesk): DeskItems {
  const others = state
    .desksOfSlot(desk.rater.slot)
    .filter((other) => other !== desk && other.rater.state.kind !== 'excluded')
  const released = desk.rater.releasedAtMilliseconds !== null
  const found = { answered: [] as Item[], open: [] as Item[], setAside: [] as Item[] }
  for (const item of desk.items) {
    const isElsewhere = () =>
      item.mark.kind !== 'practice' && others.some(({ votes }) => votes.standing(item.id) !== undefined)
    if (desk.votes.standing(item.id) !== undefined) found.answered.push(item)
    else if (released || isElsewhere()) continue
    else if (desk.setAside.has(item.id)) found.setAside.push(item)
    else found.open.push(item)
  }
  return found
}
