import type { AutoencoderGate } from '../records/autoencoder-gate.ts'
import type { Noise, ProfileCell, Speedup, StageResult } from '../records/autoencoder-result.ts'
import type { GateResult } from '../records/run-result.ts'

/** What gates judge. */
export interface Judged {
  readonly cells: readonly ProfileCell[]
  readonly speedups: readonly Speedup[]
  readonly noise: Noise
}

/**
 * One verdict for each thing that a rule names. A rule that names nothing that was measured is inconclusive, never
 * passed; so is one whose bound lies inside the interval, or that was measured on a machine too noisy to conclude.
 */
export function judgeGates(rules: readonly AutoencoderGate[], found: Judged): readonly GateResult[] {
  return rules.filter(({ level }) => level !== 'off').flatMap((rule, i) => judgeRule(rule, i, found))
}

type Rule = AutoencoderGate

function judgeRule(rule: Rule, index: number, found: Judged): GateResult[] {
  const results = rule.metric === 'speedup' ? judgeSpeedups(rule, found) : judgeStages(rule, found)
  if (results.length > 0) return results
  return [
    verdict(rule, `${rule.variant ?? 'all'}/${rule.workload ?? 'all'}/${rule.metric}#${index + 1}`, {
      verdict: 'inconclusive',
      message: 'Nothing that was measured fits this rule.',
    }),
  ]
}

type Outcome = Pick<GateResult, 'verdict' | 'message'>

const verdict = ({ level }: Rule, id: string, outcome: Outcome): GateResult => ({
  id,
  level: level === 'error' ? 'error' : 'warn',
  ...outcome,
})

function judgeSpeedups(rule: Rule & { readonly metric: 'speedup' }, { speedups }: Judged): GateResult[] {
  return speedups
    .filter(
      ({ kind, scope, workload, fast }) =>
        fits(rule.kind, kind) &&
        fits(rule.scope, scope) &&
        fits(rule.workload, workload) &&
        fits(rule.variant, fast),
    )
    .map((found) => {
      const id = `${found.fast}/${found.workload}/speedup ${found.scope} ${found.kind}`
      const bounds = found.interval ?? ([found.factor, found.factor] as const)
      const doubtful = found.verdict === 'inconclusive'
      return verdict(
        rule,
        id,
        atLeast(rule.min, found.factor, bounds, doubtful, (x) => `${x.toFixed(2)}×`),
      )
    })
}

function judgeStages(
  rule: Rule & { readonly metric: 'seconds' | 'memoryBytes' },
  { cells, noise }: Judged,
): GateResult[] {
  return cells
    .filter(({ variant, workload }) => fits(rule.variant, variant) && fits(rule.workload, workload))
    .flatMap((cell) =>
      cell.stages
        .filter(({ stage }) => fits(rule.stage, stage))
        .flatMap((stage) => {
          const outcome =
            rule.metric === 'seconds' ? judgeTime(rule.max, stage, noise) : judgeMemory(rule.max, stage)
          const id = `${cell.variant}/${cell.workload}/${stage.stage} ${rule.metric}`
          return outcome ? [verdict(rule, id, outcome)] : []
        }),
    )
}

/** Null for what was not run, unless the rule names nothing else: then `judgeRule` says so. */
function judgeTime(max: number | undefined, { time }: StageResult, noise: Noise): Outcome | null {
  if (!time) return null
  const bounds = time.interval ?? ([time.seconds, time.seconds] as const)
  return atMost(max, time.seconds, bounds, noise.verdict === 'inconclusive', (x) => `${x.toPrecision(3)} s`)
}

function judgeMemory(max: number | undefined, { peakMemoryBytes: found }: StageResult): Outcome | null {
  if (found === null) return null
  return atMost(max, found, [found, found], false, (x) => `${(x / 2 ** 20).toFixed(0)} MiB`)
}

type Bounds = readonly [low: number, high: number]
type Show = (value: number) => string

function atLeast(
  min: number | undefined,
  value: number,
  [low, high]: Bounds,
  doubtful: boolean,
  show: Show,
): Outcome {
  if (min === undefined) return { verdict: 'inconclusive', message: 'The rule has no `min`.' }
  const text = `${show(value)} (${show(low)} to ${show(high)}), at least ${show(min)} wanted`
  return decided(low >= min, high < min, doubtful, text)
}

function atMost(
  max: number | undefined,
  value: number,
  [low, high]: Bounds,
  doubtful: boolean,
  show: Show,
): Outcome {
  if (max === undefined) return { verdict: 'inconclusive', message: 'The rule has no `max`.' }
  const text = `${show(value)} (${show(low)} to ${show(high)}), at most ${show(max)} wanted`
  return decided(high <= max, low > max, doubtful, text)
}

function decided(passes: boolean, fails: boolean, doubtful: boolean, text: string): Outcome {
  if (doubtful) return { verdict: 'inconclusive', message: `${text}; the measurement does not conclude` }
  if (passes) return { verdict: 'pass', message: text }
  return fails
    ? { verdict: 'fail', message: text }
    : { verdict: 'inconclusive', message: `${text}; the bound lies inside the interval` }
}

const fits = <T>(wanted: T | undefined, found: T) => wanted === undefined || wanted === found
