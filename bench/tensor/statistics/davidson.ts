import { solvePositive } from './solve-positive.ts'

/** Outcomes of a comparison, in the order of a count table's last axis. */
export const comparisonOutcomes = ['first', 'second', 'tie'] as const
export type ComparisonOutcome = (typeof comparisonOutcomes)[number]

/**
 * A fitted model of paired comparisons. With strengths s, side bias δ and tie parameter τ, a comparison that shows i
 * first and j second ends
 * - for i with probability ∝ exp(s_i + δ/2),
 * - for j with probability ∝ exp(s_j − δ/2),
 * - in a tie with probability ∝ exp(τ + (s_i + s_j)/2).
 */
export interface DavidsonFit {
  /** Natural logarithm of each model's worth, mean 0 over the models. */
  readonly strengths: Float64Array
  /** ln ν: the log-odds of a tie against a win, between equal models without side bias. */
  readonly tie: number
  /** Log-odds that the clip shown first beats an equal one shown second; 0 without side bias. */
  readonly sideBias: number
  /** Some models never lost (or never won) against all others: without the penalty their strength would be infinite. */
  readonly separated: boolean
  readonly iterations: number
}

export type DavidsonOutcome =
  | { readonly fit: DavidsonFit; readonly reason: null }
  | { readonly fit: null; readonly reason: string }

export interface DavidsonOptions {
  /** Weight m > 0 of the log-F(m, m) penalty on every parameter, in votes; 1 unless given. */
  readonly priorWeight?: number
  /** Where the search starts; the fit does not depend on it. */
  readonly start?: DavidsonFit
}

/** Where the outcome of i shown first against j lies in a count table of shape (models, models, 3). */
export function countIndex(
  models: number,
  first: number,
  second: number,
  outcome: ComparisonOutcome,
): number {
  return (first * models + second) * 3 + comparisonOutcomes.indexOf(outcome)
}

/**
 * Davidson's extension of the Bradley–Terry model to ties ("On extending the Bradley-Terry model to accommodate ties in
 * paired comparison experiments", JASA 65(329), 1970) with the multiplicative order effect of Davidson and Beaver ("On
 * extending the Bradley-Terry model to incorporate within-pair order effects", Biometrics 33(4), 1977): their γ is
 * exp(−δ). The order effect is split evenly here, so their tie parameter is exp(τ − δ/2); the family is the same and
 * exchanging the sides only turns δ's sign.
 *
 * The penalty is a log-F(m, m) density on every parameter (Greenland and Mansournia, Statistics in Medicine 34(23),
 * 2015): as if each had been seen in m/2 successes and m/2 failures against even odds. It keeps estimates finite when
 * a model won everything, no tie was seen or one side always won, and fades as 1/votes. The penalised log-likelihood is
 * strictly concave; Newton's method with halved steps finds its one maximum, until no parameter moves by more than 1e-9.
 *
 * δ can only be told from strength where pairs were shown in both orders.
 *
 * @param counts votes, or sums of their weights, of shape (models, models, 3): first, second, outcome
 * @returns null with the reason where votes do not connect all models
 */
export function fitDavidson(
  counts: Float64Array,
  models: number,
  options: DavidsonOptions = {},
): DavidsonOutcome {
  checkCounts(counts, models)
  const parts = components(counts, models, 'either way')
  if (parts > 1) {
    return { fit: null, reason: `the votes leave ${parts} groups of models that were never compared` }
  }
  return { fit: maximise(counts, models, options), reason: null }
}

/** The fit without the check that all models are connected, for resampled votes: the penalty holds what floats. */
export function maximise(
  counts: Float64Array,
  models: number,
  { priorWeight = 1, start }: DavidsonOptions = {},
): DavidsonFit {
  const point = new Float64Array(models + 2)
  if (start !== undefined) point.set([...start.strengths, start.tie, start.sideBias])
  const likelihood = new PenalisedLikelihood(counts, models, priorWeight)
  const iterations = climb(likelihood, point)
  const strengths = point.slice(0, models)
  const middle = strengths.reduce((sum, strength) => sum + strength, 0) / models
  return {
    strengths: strengths.map((strength) => strength - middle),
    tie: point[models]!,
    sideBias: point[models + 1]!,
    separated: components(counts, models, 'both ways') > 1,
    iterations,
  }
}

/** Largest move of a parameter in the last step; Newton's error after it is of the order of its square. */
const lastStep = 1e-9
const iterationLimit = 200

/** Moves the point to the maximum; returns the number of Newton steps. */
function climb(likelihood: PenalisedLikelihood, point: Float64Array): number {
  let value = likelihood.evaluate(point)
  for (let iteration = 1; iteration <= iterationLimit; iteration++) {
    const step = solvePositive(likelihood.information, likelihood.gradient)
    const longest = step.reduce((most, move) => Math.max(most, Math.abs(move)), 0)
    const origin = point.slice()
    for (let fraction = 1; ; fraction /= 2) {
      for (let k = 0; k < point.length; k++) point[k] = origin[k]! + fraction * step[k]!
      const found = likelihood.evaluate(point)
      if (found >= value || fraction * longest <= lastStep) {
        value = found
        break
      }
    }
    if (longest <= lastStep) return iteration
  }
  throw new Error(`fitDavidson: no maximum after ${iterationLimit} Newton steps`)
}

/** ln likelihood + penalty with gradient (parameters) and negative Hessian (parameters × parameters). */
class PenalisedLikelihood {
  readonly gradient: Float64Array
  readonly information: Float64Array
  readonly #counts: Float64Array
  readonly #models: number
  readonly #priorWeight: number

  constructor(counts: Float64Array, models: number, priorWeight: number) {
    // Strengths are fixed up to a common shift by the votes; the penalty alone decides it.
    if (!(priorWeight > 0)) throw new RangeError(`priorWeight: found ${priorWeight}, expected above 0`)
    this.#counts = counts
    this.#models = models
    this.#priorWeight = priorWeight
    this.gradient = new Float64Array(models + 2)
    this.information = new Float64Array((models + 2) ** 2)
  }

  evaluate(point: Float64Array): number {
    this.gradient.fill(0)
    this.information.fill(0)
    let value = this.#penalty(point)
    for (let first = 0; first < this.#models; first++) {
      for (let second = 0; second < this.#models; second++) {
        value += this.#pair(point, first, second)
      }
    }
    return value
  }

  /** (m/2) x − m ln(1 + e^x) for every parameter x. */
  #penalty(point: Float64Array): number {
    const m = this.#priorWeight
    let value = 0
    for (const [k, x] of point.entries()) {
      const p = 1 / (1 + Math.exp(-x))
      value += (m * x) / 2 - m * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))
      this.gradient[k]! += m * (0.5 - p)
      this.information[k * point.length + k]! += m * p * (1 - p)
    }
    return value
  }

  /** A multinomial logit over the three outcomes, in the four parameters that they touch. */
  #pair(point: Float64Array, first: number, second: number): number {
    const at = (first * this.#models + second) * 3
    const n = [this.#counts[at]!, this.#counts[at + 1]!, this.#counts[at + 2]!] as const
    const total = n[0] + n[1] + n[2]
    if (total === 0) return 0
    const [tie, side] = [this.#models, this.#models + 1]
    const middle = (point[first]! + point[second]!) / 2
    const score = [
      point[first]! + point[side]! / 2,
      point[second]! - point[side]! / 2,
      point[tie]! + middle,
    ] as const
    const top = Math.max(...score)
    const mass = score.map((x) => Math.exp(x - top)) as [number, number, number]
    const sum = mass[0] + mass[1] + mass[2]
    const p = [mass[0] / sum, mass[1] / sum, mass[2] / sum] as const
    this.#addDerivatives([first, second, tie, side], n, total, p)
    return n[0] * score[0] + n[1] * score[1] + n[2] * score[2] - total * (top + Math.log(sum))
  }

  #addDerivatives(touched: readonly number[], n: Triple, total: number, p: Triple): void {
    const size = this.gradient.length
    for (let a = 0; a < 4; a++) {
      const meanA = expected(p, a)
      for (let outcome = 0; outcome < 3; outcome++) {
        this.gradient[touched[a]!]! += (n[outcome]! - total * p[outcome]!) * design[outcome]![a]!
      }
      for (let b = 0; b < 4; b++) {
        let product = -meanA * expected(p, b)
        for (let outcome = 0; outcome < 3; outcome++) {
          product += p[outcome]! * design[outcome]![a]! * design[outcome]![b]!
        }
        this.information[touched[a]! * size + touched[b]!]! += total * product
      }
    }
  }
}

type Triple = readonly [number, number, number]

/** How each outcome's log-weight depends on (first strength, second strength, τ, δ). */
const design = [
  [1, 0, 0, 0.5],
  [0, 1, 0, -0.5],
  [0.5, 0.5, 1, 0],
] as const

const expected = (p: Triple, a: number) => p[0] * design[0][a]! + p[1] * design[1][a]! + p[2] * design[2][a]!

function checkCounts(counts: Float64Array, models: number): void {
  if (models < 2) throw new RangeError(`models: found ${models}, expected at least 2`)
  if (counts.length !== models * models * 3) {
    throw new RangeError(`counts: found ${counts.length} numbers, expected ${models} × ${models} × 3`)
  }
  if (!counts.every((count) => count >= 0 && Number.isFinite(count))) {
    throw new RangeError('counts: found a negative or non-finite number of votes')
  }
  for (let model = 0; model < models; model++) {
    const at = (model * models + model) * 3
    if (counts[at]! + counts[at + 1]! + counts[at + 2]! > 0) {
      throw new RangeError(`counts: found votes of model ${model} against itself`)
    }
  }
}

/**
 * How many groups the models fall into when i is linked to j by not losing to it (a win or a tie). One group, counting
 * links both ways, is the condition for a finite maximum without a penalty (Ford, "Solution of a ranking problem from
 * binary comparisons", American Mathematical Monthly 64(8), 1957); one group, either way, for comparability.
 */
function components(counts: Float64Array, models: number, links: 'either way' | 'both ways'): number {
  const held = (i: number, j: number) => {
    const [at, back] = [(i * models + j) * 3, (j * models + i) * 3]
    return counts[at]! + counts[at + 2]! + counts[back + 1]! + counts[back + 2]! > 0
  }
  const reach = Array.from({ length: models }, (_, i) =>
    Array.from({ length: models }, (_, j) => i === j || held(i, j) || (links === 'either way' && held(j, i))),
  )
  // Warshall's closure (Journal of the ACM 9(1), 1962).
  for (let k = 0; k < models; k++) {
    for (let i = 0; i < models; i++) {
      if (!reach[i]![k]) continue
      for (let j = 0; j < models; j++) reach[i]![j] ||= reach[k]![j]!
    }
  }
  const group = (i: number) => reach[i]!.findIndex((to, j) => to && reach[j]![i]!)
  return new Set(Array.from({ length: models }, (_, i) => group(i))).size
}
