import { dimensionIds } from '../../../../bench/records/dimension.ts'
import { formatValue, plural } from '../../../format.ts'
import type { PageClip, ReportData } from '../data.ts'
import { h } from '../element.ts'
import { type PageState, stateHash } from '../state.ts'
import { isShown, picture, release } from './picture.ts'

export interface Card {
  readonly element: HTMLElement
  readonly link: HTMLAnchorElement
  /** Starts to load the video; again is harmless. */
  load(): void
  /** Frees the video's decoder and memory. */
  unload(): void
}

/** A clip in the grid: picture, prompt, model and sample, and the score in question. It plays while pointed at. */
export function card(
  data: ReportData,
  index: number,
  state: PageState,
  place: { readonly position: number; readonly count: number },
): Card {
  const clip = data.clip(index)
  const frame = h('div', { class: 'picture' })
  let shown: ReturnType<typeof picture> | null = null
  const play = () => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (shown instanceof HTMLVideoElement && !still) shown.play().catch(() => undefined)
  }
  const stop = () => shown instanceof HTMLVideoElement && shown.pause()
  const score = scoreText(data, index, state)
  const link = h(
    'a',
    {
      class: 'card',
      href: stateHash({ ...state, item: clip.id }),
      'aria-label': `${clip.prompt}, ${clip.model}, sample ${clip.sample}, ${score.label}`,
      onpointerenter: play,
      onpointerleave: stop,
      onfocus: play,
      onblur: stop,
    },
    frame,
    h('span', { class: 'prompt' }, clip.prompt),
    h('span', { class: 'facts' }, facts(data, clip), h('span', { class: `score ${score.kind}` }, score.text)),
  )
  if (!isShown(clip)) frame.append(h('span', { class: 'gone' }, 'No clip: it failed'))
  const element = h('li', { 'aria-posinset': place.position + 1, 'aria-setsize': place.count }, link)
  return {
    element,
    link,
    load() {
      if (shown !== null || !isShown(clip)) return
      shown = picture(clip, { preload: 'metadata', tabindex: -1, 'aria-hidden': 'true' }, () => {
        shown?.setAttribute('hidden', '')
        frame.append(h('span', { class: 'gone' }, `Can’t be shown here: ${clip.file}`))
      })
      frame.append(shown)
    },
    unload() {
      if (shown === null) return
      release(shown)
      shown.remove()
      shown = null
    },
  }
}

function facts(data: ReportData, { model, modelIndex, sample }: PageClip) {
  return h(
    'span',
    { class: 'who' },
    data.page.items.models.length > 1 && h('span', { class: `swatch s${modelIndex % 7}` }),
    data.page.items.models.length > 1 ? `${model} · ` : '',
    `sample ${sample}`,
  )
}

/** The chosen dimension's value, or how many scores there are. */
function scoreText(data: ReportData, index: number, state: PageState) {
  if (data.failed(index) && data.page.items.folder[index]! < 0) {
    return { kind: 'bad', text: 'failed', label: 'failed' }
  }
  const id = dimensionIds.find((known) => known === state.dimension)
  if (id !== undefined) {
    const score = data.score(id, index)
    const text = score?.status === 'scored' ? formatValue(score.value) : (score?.status ?? 'failed')
    return {
      kind: score?.status === 'scored' ? 'value' : 'muted',
      text,
      label: `${data.title(id)} ${text}`,
    }
  }
  const count = data.dimensions.filter((each) => data.score(each, index)?.status === 'scored').length
  return { kind: 'muted', text: plural(count, 'score'), label: plural(count, 'score') }
}
