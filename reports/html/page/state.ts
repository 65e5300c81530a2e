import type { Filter } from './gallery/filter.ts'

/** What the address says after `#`: the clip that is open and the gallery's filter. */
export interface PageState extends Filter {
  /** Id of the open clip, or ''. */
  readonly item: string
}

const defaults: PageState = { item: '', dimension: '', model: '', text: '', show: 'all', sort: 'prompt' }
const choices = { show: ['all', 'failed', 'unscored'], sort: ['prompt', 'worst', 'best'] } as const

/** The state that a fragment stands for; unknown members and values are left out. */
export function parseState(hash: string): PageState {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const text = (name: 'item' | 'dimension' | 'model' | 'text') => given.get(name) ?? ''
  const choice = <T extends string>(name: string, known: readonly T[], fallback: T) =>
    known.find((entry) => entry === given.get(name)) ?? fallback
  return {
    item: text('item'),
    dimension: text('dimension'),
    model: text('model'),
    text: text('text'),
    show: choice('show', choices.show, defaults.show),
    sort: choice('sort', choices.sort, defaults.sort),
  }
}

/** A fragment with what differs from the defaults; `#` alone would jump to the top, so there is always a member. */
export function stateHash(state: PageState): string {
  const members = Object.entries(state).filter(([name, value]) => value !== defaults[name as keyof PageState])
  if (members.length === 0) return '#gallery'
  return `#${new URLSearchParams(members).toString()}`
}

/** Whether a fragment is state and not the name of a section. */
export const isState = (hash: string) => hash.includes('=')
