import { dimensionIds } from '../../../../bench/records/dimension.ts'
import { plural } from '../../../format.ts'
import type { ReportData } from '../data.ts'
import { h } from '../element.ts'
import { type PageState, stateHash } from '../state.ts'
import { type Card, card } from './card.ts'
import { filterClips } from './filter.ts'
import { gridHeight, gridOf, moved, visibleRange } from './grid.ts'
import { toolbar } from './toolbar.ts'

export interface Gallery {
  readonly element: HTMLElement
  /** Takes over a new state; the filter runs only when it changed. */
  update(state: PageState): void
  /** The filtered clips in order: what "previous" and "next" walk through. */
  order(): readonly number[]
  /** Moves focus to a clip's card, scrolling it into view. */
  focus(index: number): void
}

// Milliseconds that scrolling must rest before cards load their videos.
const settle = 120

/** A windowed grid: only cards near the viewport exist, and only they load videos. */
export function gallery(data: ReportData, navigate: (state: PageState) => void): Gallery {
  let state: PageState
  let order: number[] = []
  let active = 0
  let timer = 0
  const cards = new Map<number, Card>()
  const list = h('ol', { class: 'grid', 'aria-label': 'Clips', onkeydown: onKey, onfocusin: onFocus })
  const status = h('p', { class: 'count', role: 'status' })
  const tools = toolbar(data, (change) => navigate({ ...state, ...change, item: '' }))
  const element = h(
    'section',
    { id: 'gallery', 'aria-labelledby': 'gallery-title' },
    h('h2', { id: 'gallery-title' }, 'Clips'),
    tools.element,
    status,
    list,
  )

  function render() {
    const grid = gridOf(list.clientWidth)
    list.style.height = `${gridHeight(grid, order.length)}px`
    const top = list.getBoundingClientRect().top
    const [from, to] = visibleRange(grid, order.length, -top, window.innerHeight - top)
    const wanted = new Set<number>()
    for (let position = from; position < to; position++) wanted.add(position)
    if (list.contains(document.activeElement)) wanted.add(active)
    for (const [position, { element: old, unload }] of cards) {
      if (wanted.has(position)) continue
      unload()
      old.remove()
      cards.delete(position)
    }
    for (const position of [...wanted].sort((a, b) => a - b)) {
      const shown = cards.get(position) ?? add(position)
      shown.element.style.width = `${grid.cardWidth}px`
      shown.element.style.height = `${grid.rowHeight - grid.gap}px`
      const column = position % grid.columns
      const row = Math.floor(position / grid.columns)
      shown.element.style.transform = `translate(${column * (grid.cardWidth + grid.gap)}px, ${row * grid.rowHeight}px)`
      shown.link.tabIndex = position === active ? 0 : -1
    }
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      for (const { load } of cards.values()) load()
    }, settle)
  }

  function add(position: number): Card {
    const index = order[position]!
    const made = card(data, index, state, { position, count: order.length })
    made.link.dataset.position = String(position)
    cards.set(position, made)
    // Reading order follows the grid's order.
    const next = [...cards.keys()].filter((other) => other > position).sort((a, b) => a - b)[0]
    list.insertBefore(made.element, next === undefined ? null : cards.get(next)!.element)
    return made
  }

  function clear() {
    for (const { element: old, unload } of cards.values()) {
      unload()
      old.remove()
    }
    cards.clear()
  }

  function focusPosition(position: number) {
    active = position
    const grid = gridOf(list.clientWidth)
    const top = list.getBoundingClientRect().top + Math.floor(position / grid.columns) * grid.rowHeight
    if (top < 0 || top + grid.rowHeight > window.innerHeight) {
      window.scrollBy({ top: top - (window.innerHeight - grid.rowHeight) / 2, behavior: 'instant' })
    }
    render()
    const target = cards.get(position) ?? add(position)
    target.link.tabIndex = 0
    target.link.focus({ preventScroll: true })
    render()
  }

  function onKey(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = moved(gridOf(list.clientWidth), order.length, active, event.key)
    if (next === null) return
    event.preventDefault()
    focusPosition(next)
  }

  function onFocus(event: FocusEvent) {
    const position = (event.target as HTMLElement).dataset.position
    if (position !== undefined) active = Number(position)
  }

  window.addEventListener('scroll', () => window.requestAnimationFrame(render), { passive: true })
  new ResizeObserver(() => render()).observe(element)

  return {
    element,
    order: () => order,
    focus(index) {
      const position = order.indexOf(index)
      if (position >= 0) focusPosition(position)
    },
    update(next) {
      const before = state && stateHash({ ...state, item: '' })
      state = next
      if (before === stateHash({ ...next, item: '' })) return
      tools.show(next)
      order = filterClips(data, next)
      active = 0
      status.textContent = countText(data, next, order.length)
      clear()
      render()
    },
  }
}

function countText(data: ReportData, state: PageState, count: number): string {
  if (count === 0) return 'No clip matches. Clear the search or choose another filter.'
  const of = count === data.count ? '' : ` of ${data.count}`
  const id = dimensionIds.find((known) => known === state.dimension)
  const sorted =
    state.sort === 'prompt'
      ? 'in prompt order'
      : `${state.sort} first, by ${id === undefined ? 'mean rank over their dimensions' : data.title(id).toLowerCase()}`
  return `${plural(count, 'clip')}${of}, ${sorted}`
}
