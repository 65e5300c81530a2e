import { formatDate, headingOf } from '../../format.ts'
import type { PageData } from '../page-data.ts'
import { ReportData } from './data.ts'
import { h } from './element.ts'
import { detail } from './gallery/detail.ts'
import { gallery } from './gallery/gallery.ts'
import { charts } from './sections/charts.ts'
import { dimensions } from './sections/dimensions.ts'
import { failures } from './sections/failures.ts'
import { headline } from './sections/headline.ts'
import { manifest } from './sections/manifest.ts'
import { notices } from './sections/notices.ts'
import { published } from './sections/published.ts'
import { trust } from './sections/trust.ts'
import { comparison, gates } from './sections/verdicts.ts'
import { isState, type PageState, parseState, stateHash } from './state.ts'
import { type Theme, theme } from './theme.ts'

const page = JSON.parse(document.getElementById('data')!.textContent!) as PageData
const data = new ReportData(page)
const look = theme()
const clips = gallery(data, navigate)
const dialog = detail(data, { step, closed })
let state: PageState = parseState('')

const { run } = page
const sections = [
  notices(run),
  headline(run),
  charts(run.models, look),
  dimensions(run.models),
  published(run),
  gates(run.gates),
  comparison(run.comparison),
  failures(data),
  clips.element,
  trust(data),
  manifest(run.manifest),
].filter((section) => section !== null)

document
  .getElementById('app')!
  .append(
    h('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
    header(look),
    h('main', { id: 'main', tabindex: -1 }, sections),
    h('footer', {}, `opensora-bench ${page.version} · run ${run.runId} · ${formatDate(run.createdAt)}`),
    dialog.element,
  )
window.addEventListener('hashchange', () => {
  if (isState(location.hash)) apply(parseState(location.hash))
})
if (isState(location.hash)) apply(parseState(location.hash))
else {
  apply(state)
  document.getElementById(location.hash.slice(1))?.scrollIntoView()
}
document.addEventListener('keydown', (event) => {
  const typing =
    event.target instanceof Element && event.target.closest('input, select, textarea, dialog') !== null
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  document.querySelector<HTMLInputElement>('input[type=search]')?.focus()
})
document.documentElement.dataset.ready = 'true'

function header({ toggle }: Theme): HTMLElement {
  const named = sections.flatMap((section) => {
    const title = section.querySelector('h2')?.firstChild?.textContent ?? ''
    return section.id === '' || section.id === 'summary'
      ? []
      : [{ id: section.id, title: shortTitle(section.id, title) }]
  })
  return h(
    'header',
    {},
    h(
      'div',
      { class: 'title' },
      h('h1', {}, headingOf(run)),
      h('p', {}, `${run.profile.title} · ${run.promptList.count} prompts · ${formatDate(run.createdAt)}`),
    ),
    toggle,
    h(
      'nav',
      { 'aria-label': 'Sections' },
      named.map(({ id, title }) => h('a', { href: `#${id}` }, title)),
    ),
  )
}

function shortTitle(id: string, title: string): string {
  if (id === 'trust') return 'Trust'
  return id === 'failures' ? 'Failures' : title.trim()
}

function navigate(next: PageState) {
  if (stateHash(next) === location.hash) return
  // A filter is not a place to come back to; an open clip is.
  if (next.item === '') {
    history.replaceState(null, '', stateHash(next))
    apply(next)
  } else location.hash = stateHash(next)
}

function apply(next: PageState) {
  const before = state
  state = next
  clips.update(next)
  const index = next.item === '' ? -1 : data.indexOf(next.item)
  if (index >= 0) {
    const order = clips.order()
    dialog.show(index, { position: order.indexOf(index), count: order.length })
  } else {
    if (dialog.element.open) dialog.close()
    if (next.dimension !== '' && before.dimension !== next.dimension) clips.element.scrollIntoView()
  }
}

function step(by: number) {
  const order = clips.order()
  const position = order.indexOf(data.indexOf(state.item))
  const next = order[position + by]
  if (next === undefined) return
  history.replaceState(null, '', stateHash({ ...state, item: data.id(next) }))
  apply({ ...state, item: data.id(next) })
}

function closed() {
  const index = data.indexOf(state.item)
  if (state.item === '') return
  navigate({ ...state, item: '' })
  if (index >= 0) clips.focus(index)
}
