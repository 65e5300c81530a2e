import { BenchError } from '../errors.ts'
import { dimensionIds, totalNames } from '../records/dimension.ts'
import type { GateRule, Gates } from '../records/gate.ts'
import type {
  Comparison,
  Coverage,
  GateResult,
  Interval,
  ModelResult,
  Verdict,
} from '../records/run-result.ts'
import type { ComparableResult, RunAt } from './comparable.ts'
import { type CompareOptions, comparisonOf } from './compare.ts'
import { type Difference, judgeDifference } from './difference.ts'
import { measureDifferences } from './differences.ts'

export interface JudgedGates {
  /** For each model, each gate that is not off, each of its rules. */
  readonly gates: readonly GateResult[]
  /** Null without a baseline. */
  readonly comparison: Comparison | null
}

/**
 * Judges a run by its gates, and compares it with the baseline where there is one.
 *
 * - `min`: fails when the value is below it or missing; passes when the whole interval is at or above it and nothing is
 *   missing; inconclusive between. The verdict `fail` depends on the shown value alone, so it can be predicted.
 * - `maxRegression`: as in a comparison; without a baseline inconclusive; fails when the metric is missing.
 *
 * Throws RUNS_DIFFER or MODELS_DIFFER for a baseline that can't be compared, UNKNOWN_NAME for a metric that isn't one.
 */
export function judgeGates(
  run: RunAt<ComparableResult>,
  gates: Gates,
  baseline: RunAt | null,
  options: CompareOptions,
): JudgedGates {
  const differences = baseline === null ? null : measureDifferences(baseline, run, options)
  const rules = Object.entries(gates).filter(([metric, rule]) => isKnown(metric) && rule.level !== 'off')
  return {
    gates: run.result.models.flatMap((model) =>
      rules.flatMap(([metric, rule]) => judgeRule(model, metric, rule, differences)),
    ),
    comparison:
      baseline === null || differences === null ? null : comparisonOf(baseline, run, differences, options),
  }
}

/** Whether the run ends with exit code 10: a gate of level `error` failed. An open one is shown as a warning. */
export function gatesFail(gates: readonly GateResult[]): boolean {
  return gates.some(({ level, verdict }) => level === 'error' && verdict === 'fail')
}

/** What a gate can be set on. */
export const gateMetrics: readonly string[] = [...dimensionIds, ...totalNames]

function isKnown(metric: string): boolean {
  if (gateMetrics.includes(metric)) return true
  throw new BenchError('UNKNOWN_NAME', {
    kind: 'gate metric',
    found: metric,
    suggestion: '',
    known: gateMetrics.join(', '),
  })
}

function judgeRule(
  model: ModelResult,
  metric: string,
  { level, min, maxRegression }: GateRule,
  differences: readonly Difference[] | null,
): GateResult[] {
  if (level === 'off') return []
  const judged: [string, Judged][] = []
  if (min !== undefined) judged.push(['min', judgeMinimum(metricOf(model, metric), min)])
  if (maxRegression !== undefined) {
    judged.push(['maxRegression', judgeRegression(model, metric, maxRegression, differences)])
  }
  return judged.map(([rule, { verdict, message }]) => ({
    id: `${model.model}/${metric}/${rule}`,
    level,
    verdict,
    message: `${metric}: ${message}`,
  }))
}

interface Judged {
  readonly verdict: Verdict
  readonly message: string
}

interface Metric {
  readonly value: number | null
  readonly interval: Interval | null
  readonly coverage: Coverage
  /** Why there is no value. */
  readonly reason: string
}

function metricOf(model: ModelResult, metric: string): Metric {
  const total = totalNames.find((name) => name === metric)
  const sum = total && model[total]
  if (sum !== undefined) {
    const { value, interval, missing } = sum
    return { value, interval, coverage: model.clips, reason: `it lacks ${missing.join(', ')}` }
  }
  const found = model.dimensions.find(({ id }) => id === metric)
  if (found === undefined) {
    const coverage = { covered: 0, expected: 0 }
    return { value: null, interval: null, coverage, reason: 'it is not part of this run' }
  }
  return { ...found, reason: found.reason?.message ?? 'nothing was scored' }
}

function judgeMinimum({ value, interval, coverage, reason }: Metric, min: number): Judged {
  if (value === null) return { verdict: 'fail', message: `no value (${reason}), expected at least ${min}` }
  const found = shown(value)
  if (value < min) return { verdict: 'fail', message: `${found} is below ${min}` }
  if (coverage.covered < coverage.expected) {
    const { covered, expected } = coverage
    return {
      verdict: 'inconclusive',
      message: `${found} is at least ${min}, with ${covered} of ${expected} clips scored`,
    }
  }
  if (interval === null) {
    return { verdict: 'inconclusive', message: `${found} is at least ${min}, without an interval` }
  }
  const level = Math.round(interval.level * 1000) / 10
  if (interval.low < min) {
    const bounds = `${shown(interval.low)} … ${shown(interval.high)}`
    return {
      verdict: 'inconclusive',
      message: `${found} is at least ${min}, its ${level} % interval ${bounds} is not`,
    }
  }
  return { verdict: 'pass', message: `${found} is at least ${min}, and so is its ${level} % interval` }
}

function judgeRegression(
  model: ModelResult,
  metric: string,
  maxRegression: number,
  differences: readonly Difference[] | null,
): Judged {
  const { value, reason } = metricOf(model, metric)
  if (value === null) return { verdict: 'fail', message: `no value (${reason})` }
  if (differences === null) return { verdict: 'inconclusive', message: 'no baseline to compare with' }
  const found = differences.find(
    (difference) => difference.model === model.model && difference.metric === metric,
  )
  if (found === undefined) {
    return { verdict: 'inconclusive', message: 'the baseline has no value to compare with' }
  }
  return judgeDifference(found, maxRegression)
}

const shown = (value: number) => value.toFixed(4)
