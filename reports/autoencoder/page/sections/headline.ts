import type { AutoencoderResult, Speedup } from '../../../../bench/records/autoencoder-result.ts'
import { formatLevel, missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { type Known, stageTitles, variantName, workloadTitleOf } from '../../names.ts'
import { findingsText } from '../../notices.ts'
import { formatDeviation, formatFactor, formatFactorRange } from '../../quantities.ts'
import { mainSpeedups } from '../../speedups.ts'
import { knownMark } from '../known-mark.ts'

/** The speed-up: here, projected, and as published, never as one number. */
export function headline(result: AutoencoderResult): HTMLElement {
  const { here, projected, published } = mainSpeedups(result)
  const [slow, ...others] = result.variants
  return h(
    'section',
    { id: 'summary', class: 'headline single', 'aria-label': 'Summary' },
    h(
      'p',
      { class: 'question' },
      'How much faster is ',
      h('strong', {}, others.map(({ id }) => variantName(id)).join(', ')),
      ' than ',
      h('strong', {}, variantName(slow!.id)),
      '?',
    ),
    h(
      'div',
      { class: 'figures speed' },
      here === null && projected !== null ? null : speedupFigure(result, here, 'On this machine', 'large'),
      speedupFigure(result, projected, 'On a GPU', here === null ? 'large' : ''),
      published === null
        ? null
        : figure(
            'As published',
            'published',
            formatFactor(published.published),
            published.deviation === null
              ? published.title
              : `${published.title}. Ours deviates by ${formatDeviation(published.deviation)}.`,
          ),
      here === null && projected !== null
        ? figure('On this machine', null, missing, 'No workload has times of both variants.')
        : null,
      noiseFigure(result),
    ),
  )
}

function speedupFigure(
  result: AutoencoderResult,
  speedup: Speedup | null,
  where: string,
  size: string,
): HTMLElement {
  if (speedup === null) {
    return figure(where, null, missing, 'No workload has times of both variants.', size)
  }
  const { kind, factor, interval, level, scope, workload, hardware, verdict } = speedup
  const machine = hardware === null ? '' : `, ${hardware.gpus} × ${hardware.title}`
  const range = interval === null ? 'one round: no interval' : formatFactorRange(interval)
  const name =
    level === null
      ? interval === null
        ? ''
        : ', range of the fit'
      : `, ${formatLevel({ low: 0, high: 0, level })} interval`
  return figure(
    where,
    kind,
    formatFactor(factor),
    `${range}${name}. ${stageTitles[scope]}, ${workloadTitleOf(result, workload)}${machine}`,
    verdict === 'inconclusive' ? `${size} unsure` : size,
    verdict === 'inconclusive' ? 'inconclusive' : null,
  )
}

function figure(
  label: string,
  known: Known | null,
  value: string,
  note: string,
  size = '',
  warning: string | null = null,
): HTMLElement {
  return h(
    'div',
    { class: `figure ${size}` },
    h('span', { class: 'label' }, label, known === null ? null : knownMark(known)),
    h('span', { class: value === missing ? 'number absent' : 'number' }, value),
    warning === null ? null : h('span', { class: 'warning' }, warning),
    h('span', { class: 'note' }, note),
  )
}

const noiseWords = { quiet: 'Quiet', noisy: 'Noisy', inconclusive: 'Too noisy' } as const

function noiseFigure({ noise }: AutoencoderResult): HTMLElement {
  return figure(
    'This machine was',
    null,
    noiseWords[noise.verdict],
    noise.findings.length === 0
      ? 'Nothing else disturbed the measurement.'
      : findingsText(noise.findings.slice(0, 1)),
    noise.verdict === 'quiet' ? '' : 'unsure',
  )
}
