import type { DimensionId } from '../../../../bench/records/dimension.ts'
import { formatValue } from '../../../format.ts'
import type { PageClip, PageScore, ReportData } from '../data.ts'
import { h } from '../element.ts'
import { isShown, picture, release } from './picture.ts'
import { strip } from './strip.ts'

export interface Detail {
  readonly element: HTMLDialogElement
  /** Opens on a clip, or shows another one. */
  show(index: number, place: { readonly position: number; readonly count: number }): void
  close(): void
}

/** One clip at full size beside the other models' clips of the same prompt and sample, with every score. */
export function detail(
  data: ReportData,
  on: { readonly step: (by: number) => void; readonly closed: () => void },
): Detail {
  const body = h('div', { class: 'detail-body' })
  const place = h('span', { class: 'place' })
  const copy = h('button', { type: 'button', onclick: copyLink }, 'Copy link')
  const element = h(
    'dialog',
    {
      class: 'detail',
      'aria-label': 'Clip',
      autofocus: true,
      tabindex: -1,
      onclose: () => {
        clear()
        on.closed()
      },
      onkeydown: onKey,
      onclick: (event: MouseEvent) => event.target === element && element.close(),
    },
    h(
      'div',
      { class: 'detail-bar' },
      h(
        'button',
        { type: 'button', onclick: () => on.step(-1), 'aria-keyshortcuts': 'ArrowLeft' },
        '← Previous',
      ),
      h('button', { type: 'button', onclick: () => on.step(1), 'aria-keyshortcuts': 'ArrowRight' }, 'Next →'),
      place,
      copy,
      h('button', { type: 'button', class: 'close', onclick: () => element.close() }, 'Close'),
    ),
    body,
  )

  function onKey(event: KeyboardEvent) {
    // Inside a video the arrows seek.
    if (event.target instanceof HTMLVideoElement) return
    if (event.key === 'ArrowLeft') on.step(-1)
    if (event.key === 'ArrowRight') on.step(1)
  }

  function copyLink() {
    const done = (text: string) => {
      copy.textContent = text
      window.setTimeout(() => {
        copy.textContent = 'Copy link'
      }, 1500)
    }
    const written = navigator.clipboard?.writeText(window.location.href)
    if (written === undefined) done('Copy the address bar')
    else
      written.then(
        () => done('Copied'),
        () => done('Copy the address bar'),
      )
  }

  function clear() {
    for (const shown of body.querySelectorAll<HTMLVideoElement | HTMLImageElement>('video, img'))
      release(shown)
    body.replaceChildren()
  }

  return {
    element,
    close: () => element.close(),
    show(index, { position, count }) {
      clear()
      place.textContent = position < 0 ? '' : `${position + 1} of ${count}`
      body.append(...content(data, index))
      if (!element.open) element.showModal()
      body.scrollTop = 0
    },
  }
}

function content(data: ReportData, index: number): HTMLElement[] {
  const clips = data.siblings(index).map((each) => data.clip(each))
  const own = data.clip(index)
  const videos = clips.map((clip) => stage(data, clip, clips.length > 1, clip.index === index))
  const together = h(
    'button',
    { type: 'button', onclick: () => playTogether(videos) },
    'Play all from the start',
  )
  return [
    h('h3', {}, own.prompt),
    h('div', { class: `stages n${Math.min(clips.length, 3)}` }, videos),
    ...(clips.length > 1 ? [h('p', { class: 'together' }, together)] : []),
    scoreTable(data, clips, index),
    factList(own),
    ...failureList(data, index),
  ]
}

function stage(data: ReportData, clip: PageClip, several: boolean, own: boolean): HTMLElement {
  const figure = h('figure', {})
  if (isShown(clip)) {
    const label = `${clip.model}, sample ${clip.sample}: ${clip.prompt}`
    const shown = picture(clip, { controls: true, 'aria-label': label }, () => {
      shown.replaceWith(h('p', { class: 'gone' }, `Can’t be shown here: ${clip.link}`))
    })
    if (shown instanceof HTMLImageElement) shown.alt = label
    figure.append(shown)
  } else figure.append(h('p', { class: 'gone' }, 'No clip: it failed'))
  if (several) {
    const swatch = h('span', { class: `swatch s${clip.modelIndex % 7}` })
    figure.append(
      h(
        'figcaption',
        { class: own ? 'own' : '' },
        swatch,
        clip.model,
        notice(data, clip.model),
        own && ', this clip',
      ),
    )
  }
  return figure
}

function notice(data: ReportData, model: string): string {
  const found = data.page.run.models.find((entry) => entry.model === model)?.notice ?? null
  return found === null ? '' : ` (${found})`
}

function playTogether(figures: readonly HTMLElement[]) {
  for (const figure of figures) {
    const video = figure.querySelector('video')
    if (video === null) continue
    video.currentTime = 0
    video.play().catch(() => undefined)
  }
}

/** Dimensions in rows, models in columns; the strip shows where the open clip lies among all clips. */
function scoreTable(data: ReportData, clips: readonly PageClip[], index: number): HTMLElement {
  const rows = data.dimensions.filter((id) => clips.some((clip) => data.score(id, clip.index) !== undefined))
  if (rows.length === 0) return h('p', { class: 'muted' }, 'No score.')
  return h(
    'table',
    { class: 'scores' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'Dimension'),
        clips.map((clip) =>
          h('th', { scope: 'col', class: 'number' }, clips.length > 1 ? clip.model : 'Score'),
        ),
        h(
          'th',
          { scope: 'col' },
          clips.length > 1
            ? `${clips.find((clip) => clip.index === index)?.model} among all clips`
            : 'Among all clips',
        ),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((id) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, data.title(id)),
          clips.map((clip) =>
            scoreCell(data.score(id, clip.index), clips.length > 1 && clip.index === index),
          ),
          h('td', {}, among(data, id, index)),
        ),
      ),
    ),
  )
}

function scoreCell(score: PageScore | undefined, own: boolean): HTMLElement {
  if (score === undefined) return h('td', { class: 'number muted' }, 'not asked')
  if (score.status === 'scored')
    return h('td', { class: own ? 'number own' : 'number' }, formatValue(score.value))
  return h('td', { class: 'number muted', title: score.problem.message }, score.status)
}

function among(data: ReportData, id: DimensionId, index: number): HTMLElement | null {
  const score = data.score(id, index)
  if (score === undefined) return null
  if (score.status !== 'scored') return h('span', { class: 'why' }, score.problem.message)
  return strip(data, id, score.value)
}

function factList({ id, model, sample, seed, file, format, bytes, promptId }: PageClip): HTMLElement {
  const facts: [string, string][] = [
    ['Clip', id],
    ['Model', model],
    ['Prompt', promptId],
    ['Sample', String(sample)],
    ['Seed', String(seed)],
    ['File', file],
    ...(format === null
      ? []
      : ([['Video', `${format}, ${Math.round(bytes / 1000)} kB`]] as [string, string][])),
  ]
  return h(
    'dl',
    { class: 'facts-list' },
    facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

function failureList(data: ReportData, index: number): HTMLElement[] {
  return data.page.failures
    .filter((failure) => failure.item === index)
    .map(({ stage: where, problem }) => {
      const { code, message, remedy } = data.page.problems[problem]!
      return h(
        'p',
        { class: 'problem' },
        h('strong', {}, `${code} (${where})`),
        ` ${message}`,
        remedy !== undefined && h('span', { class: 'remedy' }, ` ${remedy}`),
      )
    })
}
