import type {
  ComparisonAnalysis,
  PreferenceResult,
  QuestionResult,
  RatingAnalysis,
} from '../../bench/records/preference-result.ts'
import { formatDate, missing, plural } from '../format.ts'
import { markdownTable, plainMarkdown, verdictText } from '../markdown-text.ts'
import type { PreferenceFormat } from './contract.ts'
import {
  alphaText,
  decimal,
  decimalEstimate,
  formText,
  levelText,
  neededText,
  percent,
  percentEstimate,
  rankText,
} from './words.ts'

/** A summary for pull requests: `summary.md`. Everything that comes from outside is escaped. */
export const markdown: PreferenceFormat = {
  title: 'Summary in Markdown',
  files: (result) => [{ name: 'summary.md', content: summary(result) }],
}

/** Rows of a table, most. */
const maxRows = 40

function summary(result: PreferenceResult): string {
  return [
    `## Human preference: ${plainMarkdown(result.study.models.join(', '))}`,
    standing(result),
    gates(result),
    ...result.questions.map(question),
    raters(result),
    `${formText(result.study)}, run ${plainMarkdown(result.runId)}, ${formatDate(result.createdAt)}.`,
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n')
}

function standing(result: PreferenceResult): string {
  const { answered, planned } = result.progress
  const level = levelText(result)
  const lines = [
    `${answered} of ${planned} items answered by ${plural(result.raters.length, 'rater')}, ${result.raters.filter(({ excluded }) => excluded).length} of them excluded.`,
    result.revealedAt === null ? '**The results are hidden until the owner reveals them.**' : null,
    level === null ? null : `Intervals (${level}) are clustered on raters and prompts.`,
  ]
  return lines.filter((line) => line !== null).join(' ')
}

function gates({ gates: found }: PreferenceResult): string {
  if (found.length === 0) return ''
  const rows = found.map(({ id, verdict, level, message }) => [
    plainMarkdown(id),
    verdictText(verdict, level),
    plainMarkdown(message),
  ])
  return `### Gates\n\n${markdownTable(['Gate', 'Verdict', 'Why'], rows, maxRows, 'gate')}`
}

function question({ title, kept, all }: QuestionResult): string {
  const tables = kept.kind === 'rating' ? ratingTables(kept) : comparisonTables(kept)
  const { alpha, equal } = kept.agreement
  const agreement =
    alpha.value === null
      ? `Agreement: ${alpha.reason ?? 'not known'}.`
      : `Krippendorff’s alpha ${decimalEstimate(alpha)}, ${alphaText(alpha.value)}; ${percent(equal)} of pairs of votes are equal.`
  const others = all === null ? '' : `With excluded raters: ${headline(all)}.`
  return [`### ${plainMarkdown(title)}`, ...tables, [agreement, others].filter(Boolean).join(' ')].join(
    '\n\n',
  )
}

function comparisonTables(analysis: ComparisonAnalysis): string[] {
  const models = analysis.models
    .toSorted((x, y) => (x.rank ?? Infinity) - (y.rank ?? Infinity))
    .map((row) => [plainMarkdown(row.model), decimalEstimate(row.strength), rankText(row)])
  const pairs = analysis.pairs.map((pair) => [
    `${plainMarkdown(pair.a)} / ${plainMarkdown(pair.b)}`,
    percentEstimate(pair.aWins),
    percent(pair.neither.value),
    percentEstimate(pair.bWins),
    String(pair.judged),
    String(pair.counts.bothBad),
    String(pair.counts.cantJudge),
    neededText(pair.needed),
  ])
  const separated = analysis.separated
    ? [
        '> Some model never lost, or never won: its strength rests on the penalty and its interval is too narrow.',
      ]
    : []
  return [
    markdownTable(['Model', 'Log worth', 'Rank'], models, maxRows, 'model'),
    ...separated,
    markdownTable(
      ['A / B', 'A wins', 'Neither', 'B wins', 'Judged', 'Both bad', 'Can’t judge', 'Votes needed'],
      pairs,
      maxRows,
      'pair',
    ),
    `Side bias ${decimalEstimate(analysis.sideBias)} (log-odds for the first side).`,
  ]
}

function ratingTables(analysis: RatingAnalysis): string[] {
  const rows = analysis.models
    .toSorted((x, y) => (x.rank ?? Infinity) - (y.rank ?? Infinity))
    .map((row) => [
      plainMarkdown(row.model),
      decimalEstimate(row.mean),
      rankText(row),
      row.counts.join(' · '),
      String(row.cantJudge),
    ])
  return [
    markdownTable(['Model', 'Mean', 'Rank', '1 · 2 · 3 · 4 · 5', 'Can’t judge'], rows, maxRows, 'model'),
  ]
}

/** One line that can stand beside the same line of other raters. */
function headline(analysis: ComparisonAnalysis | RatingAnalysis): string {
  const rows =
    analysis.kind === 'rating'
      ? analysis.models.map(({ model, mean }) => ({ model, estimate: mean }))
      : analysis.models.map(({ model, strength }) => ({ model, estimate: strength }))
  return rows.map(({ model, estimate }) => `${plainMarkdown(model)} ${decimal(estimate.value)}`).join(', ')
}

function raters({ raters: found }: PreferenceResult): string {
  const rows = found.map((rater) => [
    plainMarkdown(rater.label),
    rater.excluded ? `left out: ${plainMarkdown(rater.reason ?? '')}` : rater.state,
    `${rater.answered}/${rater.assigned}`,
    checks(rater.gold),
    checks(rater.selfConsistency),
    rater.firstShare === null ? missing : percent(rater.firstShare.value),
    rater.medianDecisionSeconds === null ? missing : `${rater.medianDecisionSeconds.toFixed(1)} s`,
  ])
  const head = ['Rater', 'State', 'Answered', 'Gold', 'Repeats', 'First side', 'Median time']
  return rows.length === 0 ? '' : `### Raters\n\n${markdownTable(head, rows, maxRows, 'rater')}`
}

const checks = ({ passed, asked }: { readonly passed: number; readonly asked: number }) =>
  asked === 0 ? missing : `${passed}/${asked}`
