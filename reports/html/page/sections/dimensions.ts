import { groupIds } from '../../../../bench/records/dimension.ts'
import type { DimensionResult, ModelResult } from '../../../../bench/records/run-result.ts'
import { dimensionRows } from '../../../charts.ts'
import {
  formatCoverage,
  formatInterval,
  formatPercent,
  formatValue,
  missing,
  totalTitles,
} from '../../../format.ts'
import { h } from '../element.ts'

/** Every dimension of every model; a name leads to its clips. */
export function dimensions(models: readonly ModelResult[]): HTMLElement {
  const rows = dimensionRows(models)
  return h(
    'section',
    { id: 'dimensions', 'aria-labelledby': 'dimensions-title' },
    h('h2', { id: 'dimensions-title' }, 'Dimensions'),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'dimensions-title' },
      h(
        'table',
        { class: models.length > 1 ? 'dimensions several' : 'dimensions' },
        h('thead', {}, head(models)),
        groupIds.map((group) => {
          const own = rows.filter((row) => row.group === group)
          return own.length === 0
            ? null
            : h(
                'tbody',
                {},
                h(
                  'tr',
                  { class: 'group' },
                  h('th', { scope: 'rowgroup', colspan: 1 + 3 * models.length + 1 }, totalTitles[group]),
                ),
                own.map((row) => dimensionRow(row, models)),
              )
        }),
      ),
    ),
  )
}

function head(models: readonly ModelResult[]): HTMLElement[] {
  const columns = (first: boolean) => [
    h('th', { scope: 'col', class: first ? 'number first' : 'number' }, 'Value'),
    h('th', { scope: 'col', class: 'number' }, 'Normalised'),
    h('th', { scope: 'col', class: 'number' }, 'Covered'),
  ]
  if (models.length === 1) {
    return [
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'Dimension'),
        columns(false),
        h('th', { scope: 'col', class: 'backbone' }, 'Measured by'),
      ),
    ]
  }
  return [
    h(
      'tr',
      {},
      h('th', { scope: 'col', rowspan: 2 }, 'Dimension'),
      models.map(({ model }, index) =>
        h(
          'th',
          { scope: 'colgroup', colspan: 3, class: 'first' },
          h('span', { class: `swatch s${index % 7}` }),
          model,
        ),
      ),
    ),
    h(
      'tr',
      {},
      models.flatMap(() => columns(true)),
    ),
  ]
}

function dimensionRow(row: DimensionResult, models: readonly ModelResult[]): HTMLElement {
  const own = models.map((model) => model.dimensions.find(({ id }) => id === row.id))
  const several = models.length > 1
  const common = own.every((each) => each?.value == null)
    ? (own.find((each) => each?.reason)?.reason ?? null)
    : null
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      h('a', { href: `#dimension=${row.id}` }, row.title),
      row.unit !== undefined && h('small', {}, row.unit),
    ),
    common === null
      ? own.flatMap((each) => cells(each))
      : h(
          'td',
          { class: 'reason', colspan: 3 * models.length + (several ? 0 : 1) },
          `Not scored: ${common.message}`,
          remedy(common.remedy),
        ),
    !several && common === null && h('td', { class: 'backbone' }, measuredBy(own[0])),
  )
}

function cells(dimension: DimensionResult | undefined): HTMLElement[] {
  if (dimension === undefined || dimension.value === null) {
    const why = dimension?.reason?.message ?? 'not part of this model’s run'
    return [h('td', { class: 'reason first', colspan: 3 }, `Not scored: ${why}`)]
  }
  const { value, interval, normalised, coverage, excluded } = dimension
  const whole = coverage.covered === coverage.expected
  return [
    h(
      'td',
      { class: 'number first' },
      h('span', { class: 'value' }, formatValue(value)),
      h('small', {}, interval === null ? missing : formatInterval(interval)),
    ),
    h('td', { class: 'number' }, formatPercent(normalised)),
    h(
      'td',
      { class: whole ? 'number' : 'number partial' },
      formatCoverage(coverage),
      excluded > 0 && h('small', {}, `${excluded} excluded`),
    ),
  ]
}

function measuredBy(dimension: DimensionResult | undefined): string {
  if (dimension === undefined) return missing
  const { backbone, version } = dimension.evaluator
  return backbone === null ? `version ${version}` : `${backbone}, version ${version}`
}

const remedy = (text: string | undefined) => (text === undefined ? null : h('small', {}, text))
