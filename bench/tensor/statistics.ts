export {
  type BootstrapOptions,
  bootstrapIntervals,
  type ClusterSums,
  clusterInterval,
  clusterMean,
  pairedInterval,
} from './statistics/bootstrap.ts'
export { normalCdf, studentQuantile } from './statistics/distributions.ts'
export { type IntervalOutcome, percentileInterval } from './statistics/interval.ts'
export { mean, weightedMean } from './statistics/mean.ts'
export { roundHalfEven } from './statistics/rounding.ts'
