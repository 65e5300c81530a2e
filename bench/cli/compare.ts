import { formatDifference, formatInterval, formatValue } from '../../reports/format.ts'
import { valuesOf } from '../config/resolve.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { compareRuns } from '../pipeline/compare.ts'
import type { Comparison, Verdict } from '../records/run-result.ts'
import { type Colours, colours } from './colours.ts'
import type { Invocation } from './commands.ts'
import { readComparable } from './comparable-file.ts'
import { columns, print, printJson } from './print.ts'
import { loadSettings } from './settings.ts'
import { suiteOf } from './suite-of.ts'

/** `bench compare A B`: run B against run A, paired by prompt. Exits 10 when a metric fails. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const settings = valuesOf((await loadSettings(invocation)).resolved)
  const [wordA = '', wordB = ''] = invocation.args
  const a = await readComparable(wordA, settings.output)
  const b = await readComparable(wordB, settings.output)
  for (const notice of [...a.notices, ...b.notices]) process.stderr.write(`${notice}\n`)
  const comparison = compareRuns(a.run, b.run, {
    maxRegression: settings['compare.maxRegression'],
    resamples: settings['bootstrap.resamples'],
    level: settings['bootstrap.level'],
    seed: settings.seed,
    totals: suiteOf(b.run.result.suite.id).totals,
  })
  if (invocation.options.json) printJson(comparison)
  else print(comparisonText(comparison, colours(process.stdout)))
  return comparison.verdict === 'fail' ? exitCodes.gateFailed : exitCodes.passed
}

function comparisonText({ a, b, metrics, maxRegression, verdict }: Comparison, paint: Colours): string {
  const rows = metrics.map((metric) => [
    metric.model,
    metric.metric,
    formatValue(metric.a),
    formatValue(metric.b),
    formatDifference(metric.difference),
    formatInterval(metric.interval),
    String(metric.pairs),
    metric.verdict,
    metric.message,
  ])
  const head = ['Model', 'Metric', 'A', 'B', 'B − A', 'Interval', 'Pairs', 'Verdict', '']
  const table = columns([head, ...rows]).split('\n')
  const lines = table.map((line, i) =>
    i === 0 ? paint.dim(line) : mark(metrics[i - 1]!.verdict, paint)(line),
  )
  return [
    `A: ${a.runId} (${a.path})`,
    `B: ${b.runId} (${b.path})`,
    '',
    ...lines,
    '',
    `${mark(verdict, paint)(paint.bold(verdict))} with a drop of at most ${maxRegression} allowed`,
  ].join('\n')
}

function mark(verdict: Verdict, paint: Colours): (text: string) => string {
  return { pass: (text: string) => text, fail: paint.red, inconclusive: paint.yellow }[verdict]
}
