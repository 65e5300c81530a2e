import type { Disputed, PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { plural } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { videoLink } from '../../../html/page/video-link.ts'
import { lead, section } from '../section.ts'

/** The pairs that people contradict each other on, to watch. */
export function disputed({ questions }: PreferenceResult, runPath: string): HTMLElement | null {
  const found = questions.filter((question) => question.disputed.length > 0)
  if (found.length === 0) return null
  return section(
    'disputed',
    'Disputed pairs',
    lead(
      'Where votes contradict each other most. Watching them tells whether the question, the clips or the raters are the reason.',
    ),
    ...found.flatMap((question, index) => [
      h(
        'details',
        { open: index === 0 },
        h('summary', {}, h('h3', {}, `${question.title} (${question.disputed.length})`)),
        h(
          'ul',
          { class: 'disputes' },
          question.disputed.map((pair) => dispute(pair, runPath)),
        ),
      ),
    ]),
  )
}

function dispute({ prompt, a, b, counts, comments }: Disputed, runPath: string): HTMLElement {
  const videos = [a, b].map(({ path }) => video(path, runPath))
  return h(
    'li',
    {},
    h('p', { class: 'prompt' }, prompt),
    h(
      'div',
      { class: 'stages n2' },
      [a, b].map(({ model }, index) =>
        h(
          'figure',
          {},
          videos[index],
          h(
            'figcaption',
            {},
            `${model}: `,
            h('span', { class: 'own' }, plural(index === 0 ? counts.a : counts.b, 'vote')),
          ),
        ),
      ),
    ),
    h(
      'p',
      { class: 'facts' },
      h(
        'button',
        {
          type: 'button',
          onclick: () => {
            for (const each of videos) {
              each.currentTime = 0
              each.play().catch(() => undefined)
            }
          },
        },
        'Play both',
      ),
      h(
        'span',
        { class: 'muted' },
        `${plural(counts.tie, 'tie')}, ${counts.bothBad} both bad, ${counts.cantJudge} can’t judge`,
      ),
    ),
    comments.length > 0 &&
      h(
        'ul',
        { class: 'comments' },
        comments.map((comment) => h('li', {}, comment)),
      ),
  )
}

/** `media/<id>.mp4`, from the run's folder. */
function video(path: string, runPath: string): HTMLVideoElement {
  const [folder = '', file = ''] = path.split('/')
  const element = h('video', {
    // A moment past the start, so that a still picture shows.
    src: `${videoLink(runPath, folder, file)}#t=0.05`,
    preload: 'metadata',
    controls: true,
    loop: true,
    playsinline: true,
  })
  element.muted = true
  return element
}
