import type {
  AddRaterRequest,
  LinkAnswer,
  LinkRequest,
  OverviewAnswer,
  RaterStateRequest,
  ResultsAnswer,
} from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { request } from '../rater/server-source.ts'
import { Refusal } from '../rater/source.ts'
import { Store } from '../store.ts'

export interface OwnerState {
  readonly overview: OverviewAnswer | null
  readonly results: ResultsAnswer | null
  /** A link that was just made: it is shown this once. */
  readonly link: LinkAnswer | null
  /** What the last action came to; null when all is well. */
  readonly problem: string | null
}

// Often enough to watch votes come in, seldom enough to cost nothing.
const pollSeconds = 5

/** The study as its owner sees and steers it. */
export class OwnerStudy {
  readonly state = new Store<OwnerState>({ overview: null, results: null, link: null, problem: null })
  readonly #token: string | null

  constructor(token: string | null) {
    this.#token = token
  }

  async watch(): Promise<void> {
    for (;;) {
      if (document.visibilityState === 'visible') await this.refresh()
      await new Promise((resolve) => setTimeout(resolve, pollSeconds * 1000))
    }
  }

  refresh(): Promise<void> {
    return this.#do(async () => {
      const overview = await this.#ask<OverviewAnswer>(apiPaths.ownerOverview)
      const results = overview.revealed ? await this.#ask<ResultsAnswer>(apiPaths.ownerResults) : null
      this.state.update({ overview, results })
    })
  }

  addRater(label: string): Promise<void> {
    return this.#do(async () => {
      const body: AddRaterRequest = { label }
      this.state.update({ link: await this.#ask<LinkAnswer>(apiPaths.ownerRaters, body) })
      this.state.update({ overview: await this.#ask<OverviewAnswer>(apiPaths.ownerOverview) })
    })
  }

  newLink(raterId: string): Promise<void> {
    return this.#do(async () => {
      const body: LinkRequest = { raterId }
      this.state.update({ link: await this.#ask<LinkAnswer>(apiPaths.ownerLink, body) })
    })
  }

  setState(raterId: string, state: RaterStateRequest['state']): Promise<void> {
    return this.#do(async () => {
      const body: RaterStateRequest = { raterId, state }
      this.state.update({ overview: await this.#ask<OverviewAnswer>(apiPaths.ownerState, body) })
    })
  }

  reveal(): Promise<void> {
    return this.#do(async () => {
      this.state.update({ results: await this.#ask<ResultsAnswer>(apiPaths.ownerReveal, {}) })
      this.state.update({ overview: await this.#ask<OverviewAnswer>(apiPaths.ownerOverview) })
    })
  }

  /** Fetched and not linked to: a link could not carry the token. */
  download(format: 'csv' | 'json'): Promise<void> {
    return this.#do(async () => {
      const answer = await fetch(`${apiPaths.ownerExport}?format=${format}`, { headers: this.#headers() })
      if (!answer.ok) throw new Refusal(null, `${answer.status} ${answer.statusText}`)
      const named = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await answer.blob())
      link.download = named?.[1] ?? `votes.${format}`
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    })
  }

  forgetLink(): void {
    this.state.update({ link: null })
  }

  #headers(): Record<string, string> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }
  }

  #ask<T>(path: string, body?: unknown): Promise<T> {
    return request<T>(path, this.#token, body)
  }

  async #do(action: () => Promise<void>): Promise<void> {
    try {
      await action()
      this.state.update({ problem: null })
    } catch (error) {
      const known = error instanceof Refusal
      this.state.update({ problem: known ? error.message : 'The server can’t be reached; trying again.' })
    }
  }
}
