import type { ApiErrorCode, ItemsAnswer, ItemView, Progress } from '../../api.ts'
import { randomUuid } from '../random-uuid.ts'
import { Store } from '../store.ts'
import { backOffSeconds } from './back-off.ts'
import { openOutboxStore } from './browser-store.ts'
import { openItems, seenProgress } from './open-items.ts'
import { Outbox } from './outbox.ts'
import type { AnsweredItem, OutboxRow, OutboxStore } from './outbox-store.ts'
import { type CastVote, initialState, type RaterState } from './rater-state.ts'
import { finalRefusals, type RaterSource, Refusal } from './source.ts'

// The one on show, the one that is preloaded, and a few in case the network goes.
const wantedItems = 5
const fewItems = 3
const keptAnswered = 20
// While the study is paused the page asks this often whether it goes on.
const pausedSeconds = 30

/** One rater's way through a study. Every act goes to the outbox first; a loop delivers it and fetches what is next. */
export class Rater {
  readonly state = new Store<RaterState>(initialState)
  readonly #source: RaterSource
  readonly #openStore: () => Promise<OutboxStore>
  #store: OutboxStore | null = null
  #outbox: Outbox | null = null
  /** As the source last said. */
  #progress: Progress | null = null
  #items: readonly ItemView[] = []
  /** The source had fewer items than were asked for. */
  #atEnd = false
  #takenBack: readonly ItemView[] = []
  #answered: readonly AnsweredItem[] = []
  #stale = true
  #failures = 0
  #delivering = false
  #turn: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('opensora-bench-review') : null

  constructor(source: RaterSource, openStore: () => Promise<OutboxStore> = openOutboxStore) {
    this.#source = source
    this.#openStore = openStore
  }

  async start(): Promise<void> {
    this.#channel?.addEventListener('message', ({ data }) => void this.#otherTab(data))
    addEventListener('online', () => this.deliver())
    addEventListener('pageshow', () => this.deliver())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.deliver()
    })
    addEventListener('beforeunload', (event) => {
      const { durable, waiting } = this.state.value
      if (!durable && waiting > 0) event.preventDefault()
    })
    this.#store = await this.#openStore()
    this.state.update({ durable: this.#store.durable })
    this.deliver()
  }

  /** Resolves when the vote is as safe as the browser can make it; the next item is then on show. */
  cast(cast: CastVote): Promise<void> {
    return this.#inTurn(() => this.#cast(cast))
  }

  /** Takes the last answer back: a new act, the answer stays on record. */
  undo(): Promise<void> {
    return this.#inTurn(() => this.#undo())
  }

  /** The next item can be on show while the last vote is still being kept: an undo pressed then means that vote. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act)
    return this.#turn
  }

  async #cast(cast: CastVote): Promise<void> {
    try {
      await this.#keep(cast)
      this.state.update({ notice: null })
      this.#changed()
    } catch {
      // The disk of the browser is full, or it takes the store away: the item stays on show.
      this.state.update({ notice: { text: 'saved.failed' } })
    }
  }

  async #keep({ item, answers, comment, watchedSeconds, decisionSeconds }: CastVote): Promise<void> {
    const key = randomUuid()
    await this.#outbox!.add({
      kind: 'answer',
      key,
      itemId: item.id,
      castAtMilliseconds: Date.now(),
      answers,
      ...(comment === '' ? {} : { comment }),
      watchedSeconds: rounded(watchedSeconds),
      decisionSeconds: rounded(decisionSeconds),
    })
    this.#takenBack = this.#takenBack.filter(({ id }) => id !== item.id)
    await this.#remember([...this.#answered.filter(isOther(item.id)), { item, key, answers, comment }])
  }

  async #undo(): Promise<void> {
    const last = this.#answered.at(-1)
    if (last === undefined || this.#outbox === null) return
    // Before the item can be on show again: its form starts from the answer that was given.
    this.state.update({ former: new Map(this.state.value.former).set(last.item.id, last) })
    try {
      await this.#outbox.add({
        kind: 'undo',
        key: randomUuid(),
        itemId: last.item.id,
        castAtMilliseconds: Date.now(),
        undoes: last.key,
      })
    } catch {
      this.state.update({ notice: { text: 'saved.failed' } })
      return
    }
    this.#takenBack = [last.item, ...this.#takenBack.filter(({ id }) => id !== last.item.id)]
    await this.#remember(this.#answered.slice(0, -1))
    this.state.update({ notice: { text: 'form.undone' } })
    this.#changed()
  }

  /** Sets an item aside whose clips can't be shown; nothing changes before the source knows. */
  async setAside(item: ItemView, trouble: 'clip-missing' | 'cannot-play', detail: string): Promise<void> {
    try {
      const { gone } = this.#outbox!
      this.#apply(await this.#source.trouble({ itemId: item.id, trouble, detail }), gone)
      this.#takenBack = this.#takenBack.filter(({ id }) => id !== item.id)
      this.#show()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Sends what waits and fetches what is missing, now. */
  deliver(): void {
    clearTimeout(this.#timer)
    if (this.#delivering || this.#store === null) return
    this.#delivering = true
    void this.#round()
      .then(() => {
        this.#failures = 0
        this.state.update({ connected: true })
      })
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#delivering = false
        this.#show()
        if (this.#hasWork() && this.#failures === 0 && this.state.value.stopped === null) this.deliver()
      })
  }

  async #round(): Promise<void> {
    if (this.#outbox === null || this.state.value.stopped === 'paused') await this.#begin()
    if (this.#outbox!.waiting.length > 0) await this.#alone(() => this.#send())
    else if (this.#wantsItems()) await this.#fetch()
  }

  async #fetch(): Promise<void> {
    // Before the question: what another tab says meanwhile asks for another one.
    this.#stale = false
    try {
      const { gone } = this.#outbox!
      const answer = await this.#source.items(wantedItems)
      this.#atEnd = answer.items.length < wantedItems
      this.#apply(answer, gone)
      // Nothing to judge and not at the end: the session says why.
      if (answer.items.length === 0 && !answer.progress.complete) await this.#begin()
    } catch (thrown) {
      this.#stale = true
      throw thrown
    }
  }

  async #begin(): Promise<void> {
    const session = await this.#source.session()
    const outbox = this.#outbox ?? new Outbox(this.#store!, session.scope)
    await outbox.read()
    this.#answered = await this.#store!.list('answered', session.scope)
    this.#outbox = outbox
    this.#progress = session.progress
    this.state.update({ session, completion: session.completion, stopped: null })
    if (session.state === 'ended') throw new Refusal('ended', '')
    if (session.state === 'paused') throw new Refusal('paused', '')
  }

  async #send(): Promise<void> {
    const outbox = this.#outbox!
    // Another tab may have delivered them while this one waited for its turn.
    await outbox.read()
    const { batch, gone } = outbox
    if (batch.length === 0) {
      this.#stale = true
      return
    }
    const answer = await this.#source.send(batch.map(({ vote }) => vote))
    const refused = await outbox.settle(batch, answer.outcomes)
    this.#apply(answer, [...gone, ...batch])
    if (refused.length > 0) this.#refused(refused.at(-1)!.refused!)
    this.#tell()
    for (const outcome of answer.outcomes) {
      const code = outcome.status === 'refused' ? outcome.error.code : null
      if (code === 'paused' || code === 'ended') throw new Refusal(code, '')
    }
    // Nothing went through, nothing was refused for good: the server can't save at the moment.
    if (outbox.batch[0]?.order === batch[0]!.order) throw new Refusal('not-saved', '')
  }

  /** One tab at a time, where the browser can see to it; elsewhere the votes' keys keep them single. */
  async #alone(send: () => Promise<void>): Promise<void> {
    // Absent on pages that are neither local nor under TLS.
    const locks = navigator.locks as LockManager | undefined
    if (locks === undefined) await send()
    else await locks.request(`opensora-bench-review/${this.state.value.session!.scope}`, send)
  }

  /** @param counted votes that had left the store when the source was asked, and so are part of its answer */
  #apply(answer: ItemsAnswer, counted: readonly OutboxRow[]): void {
    this.#outbox!.forget(counted)
    this.#items = answer.items
    this.#progress = answer.progress
    this.state.update({ completion: answer.completion })
  }

  #refused(code: ApiErrorCode): void {
    this.#stale = true
    this.state.update({
      notice:
        code === 'already-answered'
          ? { text: 'saved.otherTab' }
          : { text: 'saved.refused', facts: { reason: code } },
    })
  }

  #failed(error: unknown): void {
    this.#failures++
    const code = error instanceof Refusal ? error.code : null
    if (code === 'paused') {
      this.state.update({ stopped: 'paused', connected: true })
      this.#later(pausedSeconds)
      return
    }
    if (finalRefusals.includes(code)) {
      this.state.update({ stopped: code, connected: true })
      return
    }
    this.state.update({ connected: false })
    const asked = error instanceof Refusal ? error.retryAfterSeconds : null
    this.#later(asked ?? backOffSeconds(this.#failures, Math.random()))
  }

  #later(seconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.deliver(), seconds * 1000)
  }

  #hasWork = () => (this.#outbox?.waiting.length ?? 0) > 0 || this.#wantsItems()

  #wantsItems(): boolean {
    if (this.#stale) return true
    return !this.#atEnd && this.state.value.open.length < fewItems
  }

  #changed(): void {
    this.#show()
    this.#tell()
    this.deliver()
  }

  #show(): void {
    const outbox = this.#outbox
    if (outbox === null) return
    const rows = [...outbox.gone, ...outbox.rows]
    const known = [...this.#items, ...this.#answered.map(({ item }) => item), ...this.#takenBack]
    const { open } = this.state.value
    const next = openItems(this.#items, this.#takenBack, rows)
    this.state.update({
      progress: this.#progress === null ? null : seenProgress(this.#progress, rows, known),
      open: sameItems(open, next) ? open : next,
      canUndo: this.#answered.length > 0,
      waiting: outbox.waiting.length,
    })
  }

  async #remember(items: readonly AnsweredItem[]): Promise<void> {
    this.#answered = items.slice(-keptAnswered)
    // Only undo after closing the page needs them in the store: votes do not depend on it.
    const { scope } = this.state.value.session!
    await this.#store!.setList('answered', scope, this.#answered).catch(() => undefined)
  }

  #tell(): void {
    this.#channel?.postMessage(this.state.value.session?.scope)
  }

  async #otherTab(scope: unknown): Promise<void> {
    if (this.#outbox === null || scope !== this.state.value.session?.scope) return
    const before = this.state.value.open[0]
    await this.#outbox.read()
    this.#answered = await this.#store!.list('answered', this.state.value.session!.scope)
    this.#stale = true
    this.#show()
    const after = this.state.value.open[0]
    if (before !== undefined && after?.id !== before.id)
      this.state.update({ notice: { text: 'saved.otherTab' } })
    this.deliver()
  }
}

const isOther =
  (id: string) =>
  ({ item }: AnsweredItem) =>
    item.id !== id

const rounded = (seconds: number) => Math.max(0, Math.round(seconds * 1000) / 1000)

const sameItems = (a: readonly ItemView[], b: readonly ItemView[]) =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]!.id)
