import type { ItemsAnswer, ItemView, Progress, VoteSubmission } from '../../api.ts'
import type { OfflineData } from './offline-data.ts'
import type { OutboxStore } from './outbox-store.ts'
import type { RaterSource } from './source.ts'

export interface OfflineSource extends RaterSource {
  /** Every vote so far, in the order of casting, undone ones among them. */
  votes(): Promise<VoteSubmission[]>
}

/** A study without a server: the browser's own store keeps the votes until they are sent back as a file. */
export function offlineSource(data: OfflineData, openStore: () => Promise<OutboxStore>): OfflineSource {
  const opened = openStore()
  const scope = `${data.scope}/kept`
  const setAside = new Set<string>()

  const votes = async () => {
    const rows = await (await opened).rows(scope)
    return rows.toSorted((a, b) => a.order - b.order).map(({ vote }) => vote)
  }
  const open = async () => {
    const answered = standing(await votes())
    return data.items.filter(({ id }) => !answered.has(id) && !setAside.has(id))
  }
  const items = async (count: number): Promise<ItemsAnswer> => {
    const left = await open()
    return { items: left.slice(0, count), progress: progressOf(data.items, left, setAside), completion: null }
  }

  return {
    votes,
    items,
    session: async () => ({
      scope: data.scope,
      label: data.label,
      form: data.form,
      state: 'active',
      released: false,
      progress: progressOf(data.items, await open(), setAside),
      completion: null,
    }),
    async send(sent) {
      const known = new Set((await votes()).map(({ key }) => key))
      for (const vote of sent) {
        if (!known.has(vote.key)) await (await opened).add({ scope, vote, refused: null })
      }
      return { ...(await items(2)), outcomes: sent.map(({ key }) => ({ status: 'saved', key })) }
    },
    async trouble({ itemId }) {
      setAside.add(itemId)
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
  left: readonly ItemView[],
  setAside: ReadonlySet<string>,
): Progress {
  const counted = (list: readonly ItemView[]) => list.filter(({ practice }) => !practice).length
  const aside = counted(items.filter(({ id }) => setAside.has(id)))
  return {
    answered: counted(items) - counted(left) - aside,
    total: counted(items),
    practiceLeft: left.length - counted(left),
    setAside: aside,
    complete: left.length === 0,
  }
}
