import type { ItemsAnswer, ItemView, Progress, TroubleRequest, VoteSubmission } from '../../api.ts'
import type { OfflineData } from './offline-data.ts'
import type { OutboxStore } from './outbox-store.ts'
import type { RaterSource } from './source.ts'

export interface OfflineSource extends RaterSource {
  /** Every vote so far, in the order of casting, undone ones among them. */
  votes(): Promise<VoteSubmission[]>
  /** Every item that could not be shown. */
  troubles(): Promise<readonly TroubleRequest[]>
}

/** A study without a server: the browser's own store keeps the votes until they are sent back as a file. */
export function offlineSource(data: OfflineData, openStore: () => Promise<OutboxStore>): OfflineSource {
  const opened = openStore()
  const scope = `${data.scope}/kept`

  const votes = async () => {
    const rows = await (await opened).rows(scope)
    return rows.toSorted((a, b) => a.order - b.order).map(({ vote }) => vote)
  }
  const troubles = async () => (await opened).list('aside', data.scope)
  /** An answer counts, also to an item that was set aside before. */
  const stand = async () => {
    const answered = standing(await votes())
    const aside = new Set((await troubles()).map(({ itemId }) => itemId))
    const open = data.items.filter(({ id }) => !answered.has(id) && !aside.has(id))
    return { open, progress: progressOf(data.items, answered, open) }
  }
  const items = async (count: number): Promise<ItemsAnswer> => {
    const { open, progress } = await stand()
    return { items: open.slice(0, count), progress, completion: null }
  }

  return {
    votes,
    troubles,
    items,
    session: async () => ({
      scope: data.scope,
      label: data.label,
      form: data.form,
      state: 'active',
      released: false,
      progress: (await stand()).progress,
      completion: null,
    }),
    async send(sent) {
      const known = new Set((await votes()).map(({ key }) => key))
      for (const vote of sent) {
        if (!known.has(vote.key)) await (await opened).add({ scope, vote, refused: null })
      }
      return { ...(await items(2)), outcomes: sent.map(({ key }) => ({ status: 'saved', key })) }
    },
    async trouble(report) {
      const known = await troubles()
      if (!known.some(({ itemId }) => itemId === report.itemId)) {
        await (await opened).setList('aside', data.scope, [...known, report])
      }
      return items(2)
    },
  }
}

/** Ids of the items whose last act is an answer. */
function standing(votes: readonly VoteSubmission[]): ReadonlySet<string> {
  const answered = new Set<string>()
  for (const { kind, itemId } of votes) {
    if (kind === 'answer') answered.add(itemId)
    else answered.delete(itemId)
  }
  return answered
}

function progressOf(
  items: readonly ItemView[],
  answered: ReadonlySet<string>,
  open: readonly ItemView[],
): Progress {
  const counted = items.filter(({ practice }) => !practice)
  const openCount = open.filter(({ practice }) => !practice).length
  const answeredCount = counted.filter(({ id }) => answered.has(id)).length
  return {
    answered: answeredCount,
    total: counted.length,
    practiceLeft: open.length - openCount,
    setAside: counted.length - answeredCount - openCount,
    complete: open.length === 0,
  }
}
