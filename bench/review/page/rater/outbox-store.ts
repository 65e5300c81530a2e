import type { ApiErrorCode, ItemView, VoteSubmission } from '../../api.ts'
import type { Answers } from '../../../records/vote.ts'

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

/** Where the browser keeps votes. Everything resolves when it is as safe as the browser can make it. */
export interface OutboxStore {
  /** False when closing the page loses everything. */
  readonly durable: boolean
  rows(scope: string): Promise<readonly OutboxRow[]>
  add(row: Omit<OutboxRow, 'order'>): Promise<OutboxRow>
  change(row: OutboxRow): Promise<void>
  remove(rows: readonly OutboxRow[]): Promise<void>
  answered(scope: string): Promise<readonly AnsweredItem[]>
  setAnswered(scope: string, items: readonly AnsweredItem[]): Promise<void>
}

/** IndexedDB where the browser has it, else localStorage, else memory. */
export async function openOutboxStore(): Promise<OutboxStore> {
  try {
    return indexedStore(await openDatabase())
  } catch {
    try {
      return localStore(window.localStorage)
    } catch {
      return memoryStore()
    }
  }
}

const databaseName = 'opensora-bench-review'

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(databaseName, 1)
  opening.onupgradeneeded = () => {
    const rows = opening.result.createObjectStore('outbox', { keyPath: 'order', autoIncrement: true })
    rows.createIndex('scope', 'scope')
    opening.result.createObjectStore('answered')
  }
  return settled(opening)
}

function indexedStore(database: IDBDatabase): OutboxStore {
  // "strict": the browser reports success only after the disk has it.
  const write = (store: string) => database.transaction(store, 'readwrite', { durability: 'strict' })
  return {
    durable: true,
    rows: (scope) =>
      settled<OutboxRow[]>(database.transaction('outbox').objectStore('outbox').index('scope').getAll(scope)),
    async add(row) {
      const transaction = write('outbox')
      const order = await settled(transaction.objectStore('outbox').add(row))
      await complete(transaction)
      return { ...row, order: Number(order) }
    },
    change(row) {
      const transaction = write('outbox')
      transaction.objectStore('outbox').put(row)
      return complete(transaction)
    },
    remove(rows) {
      const transaction = write('outbox')
      for (const { order } of rows) transaction.objectStore('outbox').delete(order)
      return complete(transaction)
    },
    answered: async (scope) =>
      (await settled<AnsweredItem[] | undefined>(
        database.transaction('answered').objectStore('answered').get(scope),
      )) ?? [],
    setAnswered(scope, items) {
      const transaction = write('answered')
      transaction.objectStore('answered').put(items, scope)
      return complete(transaction)
    },
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}

/** What localStorage and memory have in common. */
interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

function localStore(storage: Storage): OutboxStore {
  const probe = `${databaseName}/probe`
  storage.setItem(probe, '1')
  storage.removeItem(probe)
  return { ...textStore(storage), durable: true }
}

export function memoryStore(): OutboxStore {
  const entries = new Map<string, string>()
  return textStore({
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
  })
}

function textStore(storage: TextStore): OutboxStore {
  const read = <T>(name: string, scope: string): T[] =>
    JSON.parse(storage.getItem(`${databaseName}/${name}/${scope}`) ?? '[]') as T[]
  const write = (name: string, scope: string, rows: readonly unknown[]) =>
    storage.setItem(`${databaseName}/${name}/${scope}`, JSON.stringify(rows))
  const rowsOf = (scope: string) => read<OutboxRow>('outbox', scope)
  return {
    durable: false,
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
      for (const { scope, order } of rows) {
        write(
          'outbox',
          scope,
          rowsOf(scope).filter((each) => each.order !== order),
        )
      }
    },
    answered: async (scope) => read('answered', scope),
    setAnswered: async (scope, items) => write('answered', scope, items),
  }
}
