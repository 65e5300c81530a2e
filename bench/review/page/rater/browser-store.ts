import {
  type KeptList,
  type KeptLists,
  memoryStore,
  type OutboxRow,
  type OutboxStore,
  outboxName,
  textStore,
} from './outbox-store.ts'

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

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(outboxName, 1)
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
    list: async <N extends KeptList>(name: N, scope: string) =>
      (await settled<KeptLists[N][] | undefined>(
        database.transaction('answered').objectStore('answered').get(listKey(name, scope)),
      )) ?? [],
    setList(name, scope, items) {
      const transaction = write('answered')
      transaction.objectStore('answered').put(items, listKey(name, scope))
      return complete(transaction)
    },
  }
}

/**
 * Lists share the object store of the first one: another one needs a new version of the database, for which a page that
 * is open elsewhere would have to close.
 */
const listKey = (name: KeptList, scope: string) => (name === 'answered' ? scope : `${scope}/${name}`)

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

function localStore(storage: Storage): OutboxStore {
  const probe = `${outboxName}/probe`
  storage.setItem(probe, '1')
  storage.removeItem(probe)
  return textStore(storage, true)
}
