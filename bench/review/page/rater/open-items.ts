import type { ItemView, Progress } from '../../api.ts'
import type { OutboxRow } from './outbox-store.ts'

/** Ids of the items that have an answer among the votes still to be sent, the last act on each deciding. */
export function answeredInOutbox(rows: readonly OutboxRow[]): ReadonlySet<string> {
  const answered = new Set<string>()
  for (const { vote, refused } of rows.toSorted((a, b) => a.order - b.order)) {
    if (refused !== null) continue
    if (vote.kind === 'answer') answered.add(vote.itemId)
    else answered.delete(vote.itemId)
  }
  return answered
}

/**
 * The items to judge, the one on show first: those taken back, then the source's, without those that are answered in
 * the outbox, of which the source does not know yet.
 */
export function openItems(
  items: readonly ItemView[],
  takenBack: readonly ItemView[],
  rows: readonly OutboxRow[],
): ItemView[] {
  const seen = new Set(answeredInOutbox(rows))
  return [...takenBack, ...items].filter(({ id }) => {
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** Progress as the rater sees it: with what waits in the outbox. */
export function seenProgress(
  progress: Progress,
  rows: readonly OutboxRow[],
  known: readonly ItemView[],
): Progress {
  const practice = new Set(known.filter((item) => item.practice).map(({ id }) => id))
  let { answered, practiceLeft } = progress
  for (const { vote, refused } of rows) {
    if (refused !== null) continue
    const by = vote.kind === 'answer' ? 1 : -1
    if (practice.has(vote.itemId)) practiceLeft -= by
    else answered += by
  }
  if (rows.every(({ refused }) => refused !== null)) return progress
  answered = Math.max(0, Math.min(progress.total, answered))
  practiceLeft = Math.max(0, practiceLeft)
  const complete = answered + progress.setAside >= progress.total && practiceLeft === 0
  return { ...progress, answered, practiceLeft, complete }
}
