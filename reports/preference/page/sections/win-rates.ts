import type { PreferenceResult, QuestionResult } from '../../../../bench/records/preference-result.ts'
import { h, svg } from '../../../html/page/element.ts'
import { focalModel, type PairView, pairsOf } from '../../pair-view.ts'
import { neededText, percent, percentEstimate } from '../../words.ts'
import { lead, modelName, section, table } from '../section.ts'

/** Win, tie and loss of one model against each rival; the reader chooses the model. */
export function winRates(result: PreferenceResult): HTMLElement | null {
  const { study, questions } = result
  const first = questions[0]?.kept
  if (first === undefined) return null
  if (first.kind === 'rating') return ratingDetails(result)
  const focal = focalModel(result)
  const shown = h('div', { class: 'rivals', 'aria-live': 'polite' })
  const show = (model: string) => shown.replaceChildren(...rivals(questions, model, study.models))
  const choice = h(
    'select',
    { id: 'focal-model', onchange: () => show(choice.value) },
    study.models.map((model) => h('option', { value: model, selected: model === focal }, model)),
  )
  show(focal)
  return section(
    'win-rates',
    'Win rates',
    h(
      'p',
      { class: 'lead' },
      'Shares of the judged votes. The bracket is the interval of the wins. “Both bad” counts as neither; “can’t judge” is counted beside, and not judged.',
    ),
    h(
      'p',
      { class: 'focal' },
      h('label', { for: 'focal-model' }, 'Seen from '),
      choice,
      h(
        'span',
        { class: 'legend', 'aria-hidden': 'true' },
        legend('win', 'wins'),
        legend('neither', 'neither'),
        legend('loss', 'rival wins'),
      ),
    ),
    shown,
  )
}

const legend = (kind: string, text: string) => h('span', {}, h('span', { class: `key ${kind}` }), text)

function rivals(
  questions: readonly QuestionResult[],
  model: string,
  models: readonly string[],
): HTMLElement[] {
  const names = models.filter((name) =>
    questions.some(
      ({ kept }) => kept.kind === 'comparison' && pairsOf(kept, model).some(({ rival }) => rival === name),
    ),
  )
  return names.map((rival) =>
    h(
      'div',
      { class: 'rival' },
      h('h3', {}, h('span', { class: 'muted' }, 'against '), modelName(models, rival)),
      h(
        'ul',
        {},
        questions.flatMap(({ title, kept }) => {
          if (kept.kind === 'rating') return []
          const pair = pairsOf(kept, model).find((found) => found.rival === rival)
          return pair === undefined ? [] : [h('li', {}, ...bar(title, pair))]
        }),
      ),
    ),
  )
}

function bar(title: string, pair: PairView): HTMLElement[] {
  const { counts, judged, needed, score } = pair
  const asides = [
    `${judged} judged`,
    counts.bothBad > 0 ? `${counts.bothBad} both bad` : null,
    counts.cantJudge > 0 ? `${counts.cantJudge} can’t judge` : null,
    needText(needed),
  ]
  return [
    h('div', { class: 'bar-label' }, title),
    h(
      'div',
      { class: 'bar' },
      stacked(title, pair),
      h(
        'div',
        { class: 'bar-numbers', 'aria-hidden': 'true' },
        h('span', { class: 'win-number' }, percent(pair.wins.value)),
        h('span', { class: 'muted' }, percent(pair.neither.value)),
        h('span', {}, percent(pair.losses.value)),
      ),
    ),
    h(
      'div',
      { class: 'bar-note' },
      h('span', { class: 'value' }, `score ${percentEstimate(score)}`),
      h('small', {}, asides.filter((part) => part !== null).join(' · ')),
    ),
  ]
}

/** The verdict rests on all votes together, so it may be clear where this pair's own share is not. */
function needText({ more, reason }: PairView['needed']): string {
  if (more === 0) return 'settled by the fit of all votes'
  return more === null ? `not settled: ${reason}` : `about ${more} more votes to settle it`
}

const width = 600
const height = 26

function stacked(title: string, { wins, neither, losses }: PairView) {
  const [win, tie] = [wins.value ?? 0, neither.value ?? 0]
  const part = (from: number, to: number, kind: string) =>
    svg('rect', {
      x: from * width,
      y: 4,
      width: Math.max(0, (to - from) * width - (to < 1 ? 1.5 : 0)),
      height: height - 8,
      class: kind,
    })
  const range = wins.interval
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      class: 'stacked',
      role: 'img',
      'aria-label': `${title}: wins ${percentEstimate(wins)}, neither ${percentEstimate(neither)}, losses ${percentEstimate(losses)}`,
    },
    wins.value === null
      ? svg('rect', { x: 0, y: 4, width, height: height - 8, class: 'empty' })
      : [part(0, win, 'win'), part(win, win + tie, 'neither'), part(win + tie, 1, 'loss')],
    svg('line', { x1: width / 2, x2: width / 2, y1: 0, y2: height, class: 'half' }),
    range !== null && [
      ...whisker(range.low * width, range.high * width, 'halo'),
      ...whisker(range.low * width, range.high * width, 'range'),
    ],
  )
}

const whisker = (from: number, to: number, kind: string) => {
  const middle = height / 2
  return [
    svg('line', { x1: from, x2: to, y1: middle, y2: middle, class: kind }),
    svg('line', { x1: from, x2: from, y1: middle - 6, y2: middle + 6, class: kind }),
    svg('line', { x1: to, x2: to, y1: middle - 6, y2: middle + 6, class: kind }),
  ]
}

/** How ratings are spread, and which differences are settled. */
function ratingDetails({ questions, study }: PreferenceResult): HTMLElement {
  return section(
    'win-rates',
    'Differences',
    lead('How often each rating was given, and what separates the means. “Can’t judge” is no rating.'),
    ...questions.flatMap(({ title, kept }) => {
      if (kept.kind !== 'rating') return []
      return [
        h('h3', { class: 'apart' }, title),
        table(
          [
            { title: 'Model' },
            ...[1, 2, 3, 4, 5].map((rating) => ({ title: String(rating), number: true })),
            { title: 'Can’t judge', number: true },
          ],
          kept.models.map((row) => [
            modelName(study.models, row.model),
            ...row.counts.map(String),
            String(row.cantJudge),
          ]),
          `${title}: how often each rating was given`,
        ),
        table(
          [
            { title: 'A − B' },
            { title: 'Difference', number: true },
            { title: 'Votes', number: true },
            { title: 'Votes needed' },
          ],
          kept.differences.map((row) => [
            `${row.a} − ${row.b}`,
            differenceText(row.difference),
            String(row.votes),
            neededText(row.needed),
          ]),
          `${title}: differences of means`,
        ),
      ]
    }),
  )
}

function differenceText({
  value,
  interval,
}: {
  value: number | null
  interval: { low: number; high: number } | null
}) {
  const signed = (number: number) => `${number > 0 ? '+' : ''}${number.toFixed(2)}`.replace('-', '−')
  if (value === null) return '—'
  return interval === null
    ? signed(value)
    : `${signed(value)} (${signed(interval.low)} to ${signed(interval.high)})`
}
