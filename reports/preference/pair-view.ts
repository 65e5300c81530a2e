import type {
  AnswerCounts,
  ComparisonAnalysis,
  Estimate,
  PairResult,
  PreferenceResult,
} from '../../bench/records/preference-result.ts'

/** A pair as seen from one of its models. */
export interface PairView {
  readonly rival: string
  readonly wins: Estimate
  readonly losses: Estimate
  readonly neither: Estimate
  readonly score: Estimate
  readonly difference: Estimate
  /** `a` is the model, `b` the rival. */
  readonly counts: AnswerCounts
  readonly judged: number
  readonly needed: PairResult['needed']
}

/** The pairs of one model, in the order of the study's list. */
export function pairsOf({ pairs }: ComparisonAnalysis, model: string): PairView[] {
  return pairs.flatMap((pair) => {
    if (pair.a === model) {
      const { b: rival, aWins: wins, bWins: losses, ...rest } = pair
      return [{ ...rest, rival, wins, losses }]
    }
    if (pair.b === model) return [turned(pair)]
    return []
  })
}

function turned({
  a: rival,
  aWins: losses,
  bWins: wins,
  counts,
  score,
  difference,
  ...rest
}: PairResult): PairView {
  return {
    ...rest,
    rival,
    wins,
    losses,
    counts: { ...counts, a: counts.b, b: counts.a },
    score: mirrored(score, (value) => 1 - value),
    difference: mirrored(difference, (value) => -value),
  }
}

function mirrored({ value, interval, reason }: Estimate, mirror: (value: number) => number): Estimate {
  return {
    value: value === null ? null : mirror(value),
    interval:
      interval === null
        ? null
        : { low: mirror(interval.high), high: mirror(interval.low), level: interval.level },
    reason,
  }
}

/** The model that every pair holds, where there is one; else the first of the study. */
export function focalModel({ study, questions }: PreferenceResult): string {
  const pairs = questions.flatMap(({ kept }) => (kept.kind === 'comparison' ? kept.pairs : []))
  const common = study.models.filter((model) => pairs.every(({ a, b }) => a === model || b === model))
  return common.length === 1 ? common[0]! : study.models[0]!
}
