import type {
  Estimate,
  PreferenceResult,
  QuestionResult,
} from '../../../../bench/records/preference-result.ts'
import { h } from '../../../html/page/element.ts'
import { decimalEstimate, levelText, rankText } from '../../words.ts'
import { axisOf, intervalPlot } from '../interval-plot.ts'
import { lead, modelName, section } from '../section.ts'

/** All models on one scale, one table a question, the best lower bound first. */
export function strengths(result: PreferenceResult): HTMLElement | null {
  const { questions, study } = result
  if (questions.length === 0) return null
  const isRating = study.form.kind === 'rating'
  const level = levelText(result)
  return section(
    'ranking',
    'Ranking',
    lead(
      isRating
        ? 'Mean rating from 1 (bad) to 5 (excellent).'
        : 'Strength of each model: the logarithm of its worth in Davidson’s model of all votes, 0 in the middle of the models.',
      level === null ? null : `Bars are ${level} intervals, clustered on raters and prompts.`,
      'Ranks follow the lower bounds; in brackets the ranks that the differences leave open.',
    ),
    h(
      'div',
      { class: 'questions' },
      questions.map((question) => ranking(question, study.models, isRating)),
    ),
  )
}

interface Row {
  readonly model: string
  readonly estimate: Estimate
  readonly rank: number | null
  readonly rankRange: { readonly best: number; readonly worst: number } | null
}

function ranking(question: QuestionResult, models: readonly string[], isRating: boolean): HTMLElement {
  const rows = rowsOf(question).toSorted(
    (x, y) =>
      (x.rank ?? Infinity) - (y.rank ?? Infinity) || (y.estimate.value ?? 0) - (x.estimate.value ?? 0),
  )
  const axis = isRating
    ? { low: 1, high: 5, zero: null }
    : axisOf(
        rows.map(({ estimate }) => estimate),
        0,
      )
  const reason = rows.find(({ estimate }) => estimate.reason !== null)?.estimate.reason ?? null
  return h(
    'div',
    { class: 'question' },
    h('h3', {}, question.title),
    h(
      'ol',
      { class: 'ranking' },
      rows.map(({ model, estimate, ...ranks }) =>
        h(
          'li',
          {},
          modelName(models, model),
          intervalPlot(estimate, axis, decimalEstimate(estimate), models.indexOf(model)),
          h('span', { class: 'number' }, decimalEstimate(estimate)),
          h('span', { class: 'number rank' }, rankText({ ...ranks })),
        ),
      ),
    ),
    reason !== null && h('p', { class: 'why' }, `No interval: ${reason}.`),
  )
}

function rowsOf({ kept }: QuestionResult): Row[] {
  return kept.kind === 'rating'
    ? kept.models.map(({ mean, ...row }) => ({ ...row, estimate: mean }))
    : kept.models.map(({ strength, ...row }) => ({ ...row, estimate: strength }))
}
