import type { AutoencoderResult, QualityScore } from '../../../../bench/records/autoencoder-result.ts'
import { formatPercent, missing, plural } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import type { Theme } from '../../../html/page/theme.ts'
import { cellSize, variantName } from '../../names.ts'
import { pareto } from '../../pareto.ts'
import { paretoConfig } from '../../pareto-chart.ts'
import { qualityColumns, qualityReasons, scoreText } from '../../quality-text.ts'
import { formatNumber } from '../../quantities.ts'
import { chartBox } from '../chart-box.ts'
import { knownMark } from '../known-mark.ts'
import { lead, part, section } from '../section.ts'
import { stacked, table } from '../table.ts'

/** What the speed costs: reconstruction, seams, information, and scored videos where there are any. */
export function quality(result: AutoencoderResult, theme: Theme): HTMLElement {
  return section(
    'quality',
    'Quality',
    lead(
      'Clips are encoded and decoded again, without the transformer: what is lost here, no sampler can bring back.',
    ),
    paretoChart(result, theme),
    reconstruction(result),
    information(result),
    scoredVideos(result),
  )
}

function paretoChart(result: AutoencoderResult, theme: Theme): HTMLElement | null {
  const found = pareto(result)
  if (found === null) return null
  const variants = result.variants.map(({ id }) => id)
  return h(
    'div',
    {},
    chartBox(
      {
        caption: 'Quality against time: up and to the left is better',
        label: 'Quality of reconstructions against time. The tables have the numbers.',
        heightPixels: 340,
        config: (look) => paretoConfig(found, variants, look),
      },
      theme,
    ),
    h(
      'p',
      { class: 'muted after' },
      'Time is ',
      knownMark(found.timeKind),
      '. Filled points: quality measured here, on clips. Hollow points: published quality, on clips that are not named.',
    ),
  )
}

function reconstruction({ quality: rows }: AutoencoderResult): HTMLElement {
  const scored = rows.filter(({ clips }) => clips.length > 0)
  const reasons = qualityReasons(rows)
  return h(
    'div',
    {},
    part('Reconstruction'),
    scored.length === 0
      ? h(
          'p',
          { class: 'unscored' },
          'Unscored: no clip was reconstructed in this run. It takes a folder of clips (autoencoder.clips), weights, and a workload whose encoding and decoding fit into the budget.',
        )
      : table(
          'Reconstruction',
          [
            { title: 'Variant' },
            ...qualityColumns.map(({ title }) => ({ title, isNumber: true })),
            { title: 'Clips', isNumber: true },
          ],
          scored.map((row) => ({
            cells: [
              [
                variantName(row.variant),
                h('small', {}, `${cellSize(row)}, ${row.tiled ? 'in tiles' : 'whole'}`),
              ],
              ...qualityColumns.map(({ of }) => scoreCell(of(row))),
              row.failed.length === 0
                ? row.clips.length
                : h(
                    'span',
                    { class: 'partial' },
                    `${row.clips.length}/${row.clips.length + row.failed.length}`,
                  ),
            ],
          })),
        ),
    cutNote(scored),
    reasons.length === 0
      ? null
      : h(
          'ul',
          { class: 'reasons' },
          reasons.map(({ what, problem }) =>
            h(
              'li',
              {},
              h('strong', {}, `${what}: `),
              `${problem.message} `,
              problem.remedy === undefined ? null : h('span', { class: 'muted' }, problem.remedy),
            ),
          ),
        ),
  )
}

/** What seams of clips that were not cut mean. */
function cutNote(rows: AutoencoderResult['quality']): HTMLElement | null {
  if (!rows.some(({ tiled, seams }) => !tiled && seams.status === 'scored')) return null
  return h(
    'p',
    { class: 'muted after' },
    'Seams of a whole clip are the control: the same places, where no tiles meet.',
  )
}

function scoreCell(score: QualityScore) {
  const { value, note } = scoreText(score)
  return score.status === 'unscored' ? h('span', { class: 'muted' }, value) : stacked(value, note)
}

function information({ variants }: AutoencoderResult): HTMLElement {
  return h(
    'div',
    {},
    part('Information that is kept'),
    table(
      'Information',
      [
        { title: 'Variant' },
        { title: 'Pixels to one latent', isNumber: true },
        { title: 'Channels', isNumber: true },
        { title: 'Pixel values to one latent value', isNumber: true },
        { title: 'Latent values per pixel', isNumber: true },
      ],
      variants.map(({ id, title, reduction, latentChannels, informationDensity, valuesPerPixel }) => ({
        cells: [
          [variantName(id), h('small', {}, title)],
          `${reduction.frames}×${reduction.height}×${reduction.width}`,
          latentChannels,
          formatNumber(1 / informationDensity),
          formatNumber(valuesPerPixel),
        ],
      })),
    ),
  )
}

function scoredVideos({ vbench }: AutoencoderResult): HTMLElement | null {
  if (vbench.length === 0) return null
  return h(
    'div',
    {},
    part('Videos that the variants made'),
    table(
      'Scored videos',
      [
        { title: 'Variant' },
        { title: 'Total', isNumber: true },
        { title: 'Quality', isNumber: true },
        { title: 'Semantic', isNumber: true },
        { title: 'Measured by' },
      ],
      vbench.map(({ variant, model, runId, profile, total, totalInterval, quality: own, semantic }) => ({
        cells: [
          [variantName(variant), h('small', {}, `${model}, run ${runId}`)],
          stacked(
            formatPercent(total),
            totalInterval === null
              ? null
              : `${formatPercent(totalInterval.low)} to ${formatPercent(totalInterval.high)}`,
          ),
          formatPercent(own),
          formatPercent(semantic),
          profile === 'official' ? 'VBench' : `profile ${profile}: not VBench`,
        ],
      })),
    ),
    vbench.some(({ total }) => total === null)
      ? h('p', { class: 'muted' }, `${missing}: not every dimension has a value.`)
      : h('p', { class: 'muted' }, `${plural(vbench.length, 'scored run')}.`),
  )
}
