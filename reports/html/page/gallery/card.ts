import { dimensionIds } from '../../../../bench/records/dimension.ts'
import { formatValue, plural } from '../../../format.ts'
import type { PageClip, ReportData } from '../data.ts'
import { h } from '../element.ts'
import { type PageState, stateHash } from '../state.ts'

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
  const picture = h('div', { class: 'picture' })
  let video: HTMLVideoElement | null = null
  const play = () => {
    if (video !== null && !window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      video.play().catch(() => undefined)
    }
  }
  const stop = () => video?.pause()
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
    picture,
    h('span', { class: 'prompt' }, clip.prompt),
    h('span', { class: 'facts' }, facts(data, clip), h('span', { class: `score ${score.kind}` }, score.text)),
  )
  if (clip.link === null) picture.append(h('span', { class: 'gone' }, 'No clip: it failed'))
  const element = h('li', { 'aria-posinset': place.position + 1, 'aria-setsize': place.count }, link)
  return {
    element,
    link,
    load() {
      if (video !== null || clip.link === null) return
      video = thumbnail(clip.link, () =>
        picture.append(h('span', { class: 'gone' }, `Not found: ${clip.file}`)),
      )
      picture.append(video)
    },
    unload() {
      if (video === null) return
      video.removeAttribute('src')
      video.load()
      video.remove()
      video = null
    },
  }
}

function thumbnail(link: string, onerror: () => void): HTMLVideoElement {
  const video = h('video', {
    src: link,
    preload: 'metadata',
    playsinline: true,
    tabindex: -1,
    'aria-hidden': 'true',
    onerror: () => {
      if (!video.hasAttribute('src')) return
      video.hidden = true
      onerror()
    },
  })
  // The attributes alone do not mute a video that a script makes.
  video.muted = true
  video.loop = true
  return video
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
