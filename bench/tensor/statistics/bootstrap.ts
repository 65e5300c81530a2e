import { seededRandom } from '../random.ts'
import { type IntervalOutcome, percentileInterval } from './interval.ts'

/**
 * One metric summed by cluster (a prompt): Σ weight · value and Σ weight over the cluster's clips. Both have one entry
 * a cluster, in the same cluster order for all metrics of one call; weight 0 where a cluster has no score.
 */
export interface ClusterSums {
  readonly weightedSums: Float64Array
  readonly weights: Float64Array
}

export interface BootstrapOptions {
  /** How often the clusters are drawn again, e.g. 1,000. */
  readonly resamples: number
  /** Confidence level, e.g. 0.95. */
  readonly level: number
  /** What the draws are for; equal keys, equal draws. */
  readonly seed: readonly (string | number)[]
}

/** Mean over clusters, Σ weightedSums / Σ weights; null when nothing has a weight. */
export function clusterMean({ weightedSums, weights }: ClusterSums): number | null {
  let sum = 0
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weightedSums[i]!
    total += weights[i]!
  }
  return total > 0 ? sum / total : null
}

/**
 * Interval of one metric's mean: its clusters are drawn with replacement, as many as there are, and the mean is taken
 * anew each time (cluster bootstrap: Efron and Tibshirani, 1993, chapters 6 and 13; Davison and Hinkley, 1997, section
 * 3.8). Clips of one prompt are not independent, so whole prompts are drawn. Null for fewer than two clusters.
 */
export function clusterInterval(sums: ClusterSums, options: BootstrapOptions): IntervalOutcome {
  return bootstrapIntervals([sums], ([value]) => [value!], 1, options)[0]!
}

/**
 * Interval of mean(b) − mean(a), where both are measured on the same clusters: a cluster is drawn with both its sums,
 * so that what makes a prompt easy or hard cancels.
 */
export function pairedInterval(a: ClusterSums, b: ClusterSums, options: BootstrapOptions): IntervalOutcome {
  return bootstrapIntervals([a, b], ([meanA, meanB]) => [meanB! - meanA!], 1, options)[0]!
}

/**
 * Intervals of any statistics of several metrics' means, with all metrics resampled together (they share prompts, so
 * their errors are not independent). Clusters without a weight in any metric are left out. A draw in which some metric
 * has no weight at all is drawn again.
 *
 * @param metrics sums of each metric, all over the same clusters
 * @param statistics means of the metrics → the `count` statistics
 * @returns one outcome a statistic
 */
export function bootstrapIntervals(
  metrics: readonly ClusterSums[],
  statistics: (means: Float64Array) => readonly number[],
  count: number,
  options: BootstrapOptions,
): readonly IntervalOutcome[] {
  const table = new ClusterTable(metrics)
  const reason = table.obstacle() ?? null
  const drawn = reason === null ? table.replicates(statistics, count, options) : null
  return Array.from({ length: count }, (_, index) =>
    drawn === null
      ? {
          interval: null,
          reason: reason ?? 'some metric rests on so few prompts that resampling leaves it empty',
        }
      : { interval: percentileInterval(drawn[index]!, options.level, table.clusters), reason: null },
  )
}

/** Draws in a row that may leave a metric empty before the bootstrap gives up. */
const emptyDrawLimit = 1000

/** The sums of the clusters that matter, laid out by cluster: only metrics with a weight there. */
class ClusterTable {
  readonly clusters: number
  /** Cluster i has the entries starts[i] … starts[i + 1] − 1. */
  readonly #starts: Int32Array
  readonly #metricOf: Int32Array
  readonly #weightedSums: Float64Array
  readonly #weights: Float64Array
  readonly #clustersOfMetric: Int32Array

  constructor(metrics: readonly ClusterSums[]) {
    const length = metrics[0]?.weights.length ?? 0
    for (const { weights, weightedSums } of metrics) {
      if (weights.length !== length || weightedSums.length !== length) {
        throw new RangeError(
          `Cluster sums of unequal length: ${weightedSums.length}, ${weights.length}, ${length}`,
        )
      }
    }
    const starts = [0]
    const metricOf: number[] = []
    const weightedSums: number[] = []
    const weights: number[] = []
    this.#clustersOfMetric = new Int32Array(metrics.length)
    for (let cluster = 0; cluster < length; cluster++) {
      for (const [metric, sums] of metrics.entries()) {
        const weight = sums.weights[cluster]!
        if (!(weight >= 0)) throw new RangeError(`Cluster ${cluster}: weight ${weight}, expected 0 or more`)
        if (weight === 0) continue
        this.#clustersOfMetric[metric]!++
        metricOf.push(metric)
        weightedSums.push(sums.weightedSums[cluster]!)
        weights.push(weight)
      }
      if (metricOf.length > starts.at(-1)!) starts.push(metricOf.length)
    }
    this.clusters = starts.length - 1
    this.#starts = Int32Array.from(starts)
    this.#metricOf = Int32Array.from(metricOf)
    this.#weightedSums = Float64Array.from(weightedSums)
    this.#weights = Float64Array.from(weights)
  }

  /** Why no interval can be given, or undefined. */
  obstacle(): string | undefined {
    if (this.#clustersOfMetric.length === 0 || this.#clustersOfMetric.some((count) => count === 0)) {
      return 'nothing is scored'
    }
    if (this.#clustersOfMetric.some((count) => count === 1)) {
      return 'one prompt alone says nothing about the spread between prompts'
    }
    return undefined
  }

  /** Values of each statistic, one a resample; null when some metric stays empty. */
  replicates(
    statistics: (means: Float64Array) => readonly number[],
    count: number,
    { resamples, seed }: BootstrapOptions,
  ): readonly Float64Array[] | null {
    const random = seededRandom('bootstrap', ...seed)
    const means = new Float64Array(this.#clustersOfMetric.length)
    const totals = new Float64Array(means.length)
    const replicates = Array.from({ length: count }, () => new Float64Array(resamples))
    for (let resample = 0, empty = 0; resample < resamples; ) {
      if (!this.#draw(random.integer, means, totals)) {
        if (++empty > emptyDrawLimit) return null
        continue
      }
      empty = 0
      const values = statistics(means)
      for (let index = 0; index < count; index++) replicates[index]![resample] = values[index]!
      resample++
    }
    return replicates
  }

  /** Fills `means` from one draw of all clusters; false when some metric got no weight. */
  #draw(integer: (n: number) => number, means: Float64Array, totals: Float64Array): boolean {
    means.fill(0)
    totals.fill(0)
    for (let drawn = 0; drawn < this.clusters; drawn++) {
      const cluster = integer(this.clusters)
      const end = this.#starts[cluster + 1]!
      for (let entry = this.#starts[cluster]!; entry < end; entry++) {
        const metric = this.#metricOf[entry]!
        means[metric]! += this.#weightedSums[entry]!
        totals[metric]! += this.#weights[entry]!
      }
    }
    for (let metric = 0; metric < means.length; metric++) {
      if (totals[metric] === 0) return false
      means[metric]! /= totals[metric]!
    }
    return true
  }
}
