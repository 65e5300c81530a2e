import type { Item } from '../records/vote.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

/**
 * What a rater still has to judge, in the slot's order. An item whose answer came late, from a rater whose place was
 * given on, is no longer asked for; practice is everyone's own. What an excluded rater said counts as not said.
 */
export function openItems(state: StudyState, desk: RaterDesk): Item[] {
  if (desk.rater.releasedAtMilliseconds !== null) return []
  return ownItems(state, desk).filter(({ id }) => !desk.votes.standing(id) && !desk.setAside.has(id))
}

/** What a rater has judged or still may: all that is assigned, but for what another one of the slot has settled. */
export function ownItems(state: StudyState, desk: RaterDesk): Item[] {
  const others = state
    .desksOfSlot(desk.rater.slot)
    .filter((other) => other !== desk && other.rater.state.kind !== 'excluded')
  const released = desk.rater.releasedAtMilliseconds !== null
  return desk.items.filter((item) => {
    if (desk.votes.standing(item.id)) return true
    if (released) return false
    return item.mark.kind === 'practice' || !others.some(({ votes }) => votes.standing(item.id))
  })
}
