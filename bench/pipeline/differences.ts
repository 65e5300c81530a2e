import type { Suite } from '../../suites/contract.ts'
import { type DimensionId, dimensionIds, type TotalName, totalNames } from '../records/dimension.ts'
import {
  type BootstrapOptions,
  bootstrapIntervals,
  clusterMean,
  pairedInterval,
} from '../tensor/statistics.ts'
import { assertComparable, type ModelPair, pairModels, type RunAt } from './comparable.ts'
import type { Difference } from './difference.ts'
import { type PairedDimension, type Pairing, pairDimension, pairItems } from './pairs.ts'

export interface DifferenceOptions {
  readonly resamples: number
  /** Confidence level of the intervals, e.g. 0.95. */
  readonly level: number
  readonly seed: number
  /** The suite's own way from dimensions to totals. */
  readonly totals: Suite['totals']
}

/**
 * Run B against run A, before any margin is applied: every dimension that both planned, and the totals that both
 * have. Models that only one run has come last, with nothing paired. Throws RUNS_DIFFER or
 * MODELS_DIFFER when the numbers don't belong side by side.
 */
export function measureDifferences(a: RunAt, b: RunAt, options: DifferenceOptions): readonly Difference[] {
  assertComparable(a, b)
  const pairs = pairModels(a, b)
  return [
    ...pairs.flatMap((pair) => modelDifferences(a, b, pair, options)),
    ...unpaired(a, pairs, `the second run has no model of this name`),
    ...unpaired(b, pairs, `the first run has no model of this name`),
  ]
}

function modelDifferences(a: RunAt, b: RunAt, models: ModelPair, options: DifferenceOptions): Difference[] {
  const pairing = pairItems(
    a.result.items,
    models.a.model,
    b.result.items,
    models.b.model,
    a.fromPack || b.fromPack ? 'file' : 'prompt',
  )
  const ids = dimensionIds.filter((id) => isShared(models, id))
  const paired = new Map(ids.map((id) => [id, pairDimension(pairing, id)]))
  const model = models.b.model
  const dimensions = [...paired].map(([id, dimension]) => dimensionDifference(model, id, dimension, options))
  return [...dimensions, ...totalDifferences(models, pairing, paired, options)]
}

/** Whether both runs planned it and one at least has a value: what neither could measure is no part of a comparison. */
function isShared({ a, b }: ModelPair, id: DimensionId): boolean {
  const inA = a.dimensions.find((dimension) => dimension.id === id)
  const inB = b.dimensions.find((dimension) => dimension.id === id)
  if (!inA?.coverage.expected || !inB?.coverage.expected) return false
  return inA.value !== null || inB.value !== null
}

function dimensionDifference(
  model: string,
  id: DimensionId,
  paired: PairedDimension,
  options: DifferenceOptions,
): Difference {
  const { pairs, prompts, missingInA, missingInB, identical } = paired
  const common = { model, metric: id, pairs, prompts, missingInA, missingInB, identical }
  const a = clusterMean(paired.a)
  const b = clusterMean(paired.b)
  if (a === null || b === null) {
    return { ...common, a, b, difference: null, interval: null, reason: emptyReason(a, b, paired) }
  }
  const outcome = pairedInterval(paired.a, paired.b, bootstrapOf(options, model, id))
  return { ...common, a, b, difference: b - a, ...outcome }
}

function emptyReason(a: number | null, b: number | null, paired: PairedDimension): string {
  const lost = paired.pairs === 0
  if (lost && paired.missingInB > 0) return 'no clip that the first run scored has a score in the second'
  if (lost && paired.missingInA > 0) return 'no clip that the second run scored has a score in the first'
  if (a === null && b === null) return 'no clip that both runs planned has a score'
  return `no clip of the ${a === null ? 'first' : 'second'} run counts; the other's do`
}

function totalDifferences(
  models: ModelPair,
  pairing: Pairing,
  paired: ReadonlyMap<DimensionId, PairedDimension>,
  options: DifferenceOptions,
): Difference[] {
  return totalNames.flatMap((name) => {
    if (models.a[name]?.value == null || models.b[name]?.value == null) return []
    return totalDifference(models.b.model, name, pairing, paired, options)
  })
}

/** A total is resampled as a whole, because its dimensions share prompts and clips. */
function totalDifference(
  model: string,
  metric: TotalName,
  pairing: Pairing,
  paired: ReadonlyMap<DimensionId, PairedDimension>,
  options: DifferenceOptions,
): Difference {
  const needed = new Set<DimensionId>(options.totals({})[metric]?.missing)
  const parts = [...paired].filter(
    ([id, { a, b }]) => needed.has(id) && clusterMean(a) !== null && clusterMean(b) !== null,
  )
  const ids = parts.map(([id]) => id)
  const sums = [...parts.map(([, { a }]) => a), ...parts.map(([, { b }]) => b)]
  const totalOf = (means: ArrayLike<number>, from: number) =>
    options.totals(Object.fromEntries(ids.map((id, index) => [id, means[from + index]!])))[metric]?.value ??
    null
  const means = sums.map((one) => clusterMean(one)!)
  const a = totalOf(means, 0)
  const b = totalOf(means, ids.length)
  const common = {
    model,
    metric,
    a,
    b,
    pairs: pairing.pairs.length,
    prompts: parts.reduce((fewest, [, { prompts }]) => Math.min(fewest, prompts), pairing.clusters),
    missingInA: parts.reduce((sum, [, { missingInA }]) => sum + missingInA, 0),
    missingInB: parts.reduce((sum, [, { missingInB }]) => sum + missingInB, 0),
    identical: parts.every(([, { identical }]) => identical),
  }
  if (a === null || b === null) {
    return {
      ...common,
      difference: null,
      interval: null,
      reason: 'the clips that both runs planned don’t cover all of its dimensions',
    }
  }
  const statistic = (drawn: Float64Array) => [totalOf(drawn, ids.length)! - totalOf(drawn, 0)!]
  const outcome = bootstrapIntervals(sums, statistic, 1, bootstrapOf(options, model, metric))[0]!
  return { ...common, difference: b - a, ...outcome }
}

/** One entry for each model without a partner, so that it is seen and can't pass. */
function unpaired(run: RunAt, pairs: readonly ModelPair[], reason: string): Difference[] {
  const partners = new Set(pairs.flatMap(({ a, b }) => [a, b]))
  return run.result.models
    .filter((model) => !partners.has(model))
    .map(({ model }) => ({
      ...{ model, metric: 'total', a: null, b: null, difference: null, interval: null, reason },
      ...{ pairs: 0, prompts: 0, missingInA: 0, missingInB: 0, identical: false },
    }))
}

function bootstrapOf(
  { resamples, level, seed }: DifferenceOptions,
  model: string,
  metric: string,
): BootstrapOptions {
  return { resamples, level, seed: [seed, 'compare', model, metric] }
}
