import type { VoteOutcome } from '../../api.ts'
import { votesPerRequest } from '../../paths.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

/**
 * Votes from the moment of casting until the source says that they are saved. A vote is in the store before anything is
 * sent; it leaves the store only when it is confirmed.
 */
export class Outbox {
  readonly #store: OutboxStore
  readonly #scope: string
  #rows: readonly OutboxRow[] = []
  #gone: readonly OutboxRow[] = []

  constructor(store: OutboxStore, scope: string) {
    this.#store = store
    this.#scope = scope
  }

  /** As last read, in the order of casting. */
  get rows(): readonly OutboxRow[] {
    return this.#rows
  }

  /**
   * Votes that have left the store because the source has them, delivered by whatever tab, and that no answer of the
   * source counts in yet.
   */
  get gone(): readonly OutboxRow[] {
    return this.#gone
  }

  /** An answer of the source counts these in. */
  forget(rows: readonly OutboxRow[]): void {
    this.#gone = without(this.#gone, rows)
  }

  get waiting(): readonly OutboxRow[] {
    return this.#rows.filter(({ refused }) => refused === null)
  }

  /** The oldest votes, as many as one request takes. */
  get batch(): readonly OutboxRow[] {
    return this.waiting.slice(0, votesPerRequest)
  }

  /** Another tab may have cast or delivered votes. */
  async read(): Promise<void> {
    const rows = await this.#store.rows(this.#scope)
    this.#gone = [...this.#gone, ...without(this.#rows, rows)]
    this.#rows = rows.toSorted((a, b) => a.order - b.order)
  }

  async add(vote: OutboxRow['vote']): Promise<void> {
    await this.#store.add({ scope: this.#scope, vote, refused: null })
    await this.read()
  }

  /**
   * Forgets what is saved and marks what is refused for good. Outcomes stand in the order of the batch; a row without
   * one waits on.
   *
   * @returns the refused rows
   */
  async settle(batch: readonly OutboxRow[], outcomes: readonly VoteOutcome[]): Promise<readonly OutboxRow[]> {
    const saved: OutboxRow[] = []
    const refused: OutboxRow[] = []
    for (const [index, row] of batch.entries()) {
      const outcome = outcomes[index]
      if (outcome === undefined || (outcome.key !== null && outcome.key !== row.vote.key)) continue
      if (outcome.status !== 'refused') saved.push(row)
      else if (!passing.has(outcome.error.code)) refused.push({ ...row, refused: outcome.error.code })
    }
    if (saved.length > 0) await this.#store.remove(saved)
    for (const row of refused) await this.#store.change(row)
    await this.read()
    return refused
  }
}

const without = (rows: readonly OutboxRow[], others: readonly OutboxRow[]) => {
  const keys = new Set(others.map(({ vote }) => vote.key))
  return rows.filter(({ vote }) => !keys.has(vote.key))
}

/** Refusals of single votes that may change by themselves: the vote waits. */
const passing: ReadonlySet<string> = new Set(['paused', 'disk-full', 'not-saved', 'internal', 'too-many'])
