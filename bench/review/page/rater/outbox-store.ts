import type { Answers } from '../../../records/vote.ts'
import type { ApiErrorCode, ItemView, TroubleRequest, VoteSubmission } from '../../api.ts'

/** A vote that the rater cast and nobody has confirmed yet. */
export interface OutboxRow {
  /** Order of casting; given by the store. */
  readonly order: number
  /** Whose: the session's scope. */
  readonly scope: string
  readonly vote: VoteSubmission
  /** Why it will never be taken; null while it waits. Such a row is kept, and not sent again. */
  readonly refused: ApiErrorCode | null
}

/** The last answers, so that they can be taken back after the page was closed. */
export interface AnsweredItem {
  readonly item: ItemView
  readonly key: string
  readonly answers: Answers
  readonly comment: string
}

/** Short lists that go with the votes. */
export interface KeptLists {
  readonly answered: AnsweredItem
  /** Items that could not be shown, where no server is told of them. */
  readonly aside: TroubleRequest
}
export type KeptList = keyof KeptLists

/** Where the browser keeps votes. Everything resolves when it is as safe as the browser can make it. */
export interface OutboxStore {
  /** False when closing the page loses everything. */
  readonly durable: boolean
  rows(scope: string): Promise<readonly OutboxRow[]>
  add(row: Omit<OutboxRow, 'order'>): Promise<OutboxRow>
  change(row: OutboxRow): Promise<void>
  remove(rows: readonly OutboxRow[]): Promise<void>
  list<N extends KeptList>(name: N, scope: string): Promise<readonly KeptLists[N][]>
  setList<N extends KeptList>(name: N, scope: string, items: readonly KeptLists[N][]): Promise<void>
}

/** Prefix of everything that is kept. */
export const outboxName = 'opensora-bench-review'

/** Where nothing is kept when the page closes. */
export function memoryStore(): OutboxStore {
  const entries = new Map<string, string>()
  return textStore(
    {
      getItem: (key) => entries.get(key) ?? null,
      setItem: (key, value) => void entries.set(key, value),
    },
    false,
  )
}

export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** Rows as JSON text under keys: what localStorage and memory have in common. */
export function textStore(storage: TextStore, durable: boolean): OutboxStore {
  const read = <T>(name: string, scope: string): T[] =>
    JSON.parse(storage.getItem(`${outboxName}/${name}/${scope}`) ?? '[]') as T[]
  const write = (name: string, scope: string, rows: readonly unknown[]) =>
    storage.setItem(`${outboxName}/${name}/${scope}`, JSON.stringify(rows))
  const rowsOf = (scope: string) => read<OutboxRow>('outbox', scope)
  return {
    durable,
    rows: async (scope) => rowsOf(scope),
    async add(row) {
      const rows = rowsOf(row.scope)
      const added = { ...row, order: Math.max(0, ...rows.map(({ order }) => order), Date.now()) + 1 }
      write('outbox', row.scope, [...rows, added])
      return added
    },
    async change(row) {
      write(
        'outbox',
        row.scope,
        rowsOf(row.scope).map((each) => (each.order === row.order ? row : each)),
      )
    },
    async remove(rows) {
      for (const { scope, vote } of rows) {
        // by its key: an order can be given anew within a millisecond
        const others = rowsOf(scope).filter((each) => each.vote.key !== vote.key)
        write('outbox', scope, others)
      }
    },
    list: async (name, scope) => read(name, scope),
    setList: async (name, scope, items) => write(name, scope, items),
  }
}
