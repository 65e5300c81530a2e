import type { PreferenceGate } from '../../bench/records/preference-gate.ts'
import type { Estimate, PairResult, QuestionResult } from '../../bench/records/preference-result.ts'
import type { GateResult, Verdict } from '../../bench/records/run-result.ts'

/**
 * Judges what people said by the gates.
 *
 * - `bound: 'value'`: fails when the number is below `min`; passes when its whole interval is at or above; inconclusive
 *   between, and without an interval.
 * - `bound: 'low'`: fails when the interval's lower bound is below `min`; passes otherwise; inconclusive without one.
 *
 * Where there is no number yet a gate is inconclusive: people have not been asked, or the results are hidden.
 */
export function judgeGates(
  questions: readonly QuestionResult[],
  gates: readonly PreferenceGate[],
  { revealed }: { readonly revealed: boolean },
): GateResult[] {
  if (!revealed) return gates.map((gate) => hidden(gate))
  return gates.flatMap((gate) => {
    const metrics = metricsOf(questions, gate)
    return metrics.length > 0 ? metrics.map((metric) => judged(gate, metric)) : [unknown(gate)]
  })
}

interface Metric {
  readonly name: string
  readonly estimate: Estimate
}

const idOf = ({ question, model }: PreferenceGate, name: string) =>
  `human-preference/${question}/${model}/${name}`

const hidden = (gate: PreferenceGate): GateResult => ({
  id: idOf(gate, gate.of ?? 'score'),
  level: gate.level,
  verdict: 'inconclusive',
  message: `${gate.question}: the results are hidden until the owner reveals them`,
})

/** A gate on what the study does not ask must not pass. */
const unknown = (gate: PreferenceGate): GateResult => ({
  id: idOf(gate, gate.of ?? 'score'),
  level: gate.level,
  verdict: 'fail',
  message: `${gate.question}: this study does not measure ${gate.of ?? 'that'} of ${gate.model}${gate.against === undefined ? '' : ` against ${gate.against}`}`,
})

function metricsOf(questions: readonly QuestionResult[], gate: PreferenceGate): Metric[] {
  const analysis = questions.find(({ id }) => id === gate.question)?.kept
  if (analysis === undefined) return []
  if (analysis.kind === 'rating') {
    if (gate.against !== undefined || (gate.of ?? 'rating') !== 'rating') return []
    return analysis.models
      .filter(({ model }) => model === gate.model)
      .map(({ mean }) => ({ name: 'rating', estimate: mean }))
  }
  const of = gate.of ?? 'score'
  if (of === 'rating') return []
  return analysis.pairs.flatMap((pair) => {
    const side = sideOf(pair, gate)
    return side === null ? [] : [{ name: `${of} against ${side.rival}`, estimate: side[of] }]
  })
}

/** The pair as seen from the gate's model. */
function sideOf(pair: PairResult, { model, against }: PreferenceGate) {
  const rival = pair.a === model ? pair.b : pair.b === model ? pair.a : null
  if (rival === null || (against !== undefined && against !== rival)) return null
  return pair.a === model
    ? { rival, score: pair.score, wins: pair.aWins }
    : { rival, score: turned(pair.score), wins: pair.bWins }
}

/** The same score for the other side. */
function turned({ value, interval, reason }: Estimate): Estimate {
  return {
    value: value === null ? null : 1 - value,
    interval:
      interval === null ? null : { low: 1 - interval.high, high: 1 - interval.low, level: interval.level },
    reason,
  }
}

function judged(gate: PreferenceGate, { name, estimate }: Metric): GateResult {
  const { verdict, message } = verdictOf(gate, estimate)
  return {
    id: idOf(gate, name),
    level: gate.level,
    verdict,
    message: `${gate.question}, ${name}: ${message}`,
  }
}

function verdictOf(
  { min, bound }: PreferenceGate,
  { value, interval, reason }: Estimate,
): { readonly verdict: Verdict; readonly message: string } {
  if (value === null) return { verdict: 'inconclusive', message: reason ?? 'no votes yet' }
  const found = shown(value)
  if (bound === 'value' && value < min) return { verdict: 'fail', message: `${found} is below ${min}` }
  if (interval === null) return { verdict: 'inconclusive', message: `${found}, without an interval` }
  const bounds = `${shown(interval.low)} … ${shown(interval.high)}`
  if (interval.low >= min) {
    return { verdict: 'pass', message: `${found} (${bounds}) is at least ${min}` }
  }
  return bound === 'low'
    ? { verdict: 'fail', message: `the lower bound of ${found} (${bounds}) is below ${min}` }
    : { verdict: 'inconclusive', message: `${found} is at least ${min}, its interval ${bounds} is not` }
}

const shown = (value: number) => value.toFixed(3)
