export { type AgreementOutcome, krippendorffAlpha, percentAgreement } from './statistics/agreement.ts'
export { alphaInterval, type PromptedUnit } from './statistics/agreement-interval.ts'
export {
  type BootstrapOptions,
  bootstrapIntervals,
  type ClusterSums,
  clusterInterval,
  clusterMean,
  pairedInterval,
} from './statistics/bootstrap.ts'
export { type CalibrationPoint, type CalibrationValue, calibrate } from './statistics/calibration.ts'
export { clusteredShareInterval } from './statistics/clustered-share.ts'
export type { MeasurementLevel, UnitJudgements } from './statistics/coincidences.ts'
export { kendallTauB, midranks, signAccuracy, spearman } from './statistics/correlation.ts'
export {
  type ComparisonOutcome,
  comparisonOutcomes,
  countIndex,
  type DavidsonFit,
  type DavidsonOptions,
  type DavidsonOutcome,
  fitDavidson,
} from './statistics/davidson.ts'
export { normalCdf, studentQuantile } from './statistics/distributions.ts'
export { type IntervalOutcome, percentileInterval } from './statistics/interval.ts'
export { mean, weightedMean } from './statistics/mean.ts'
export { normalQuantile } from './statistics/normal-quantile.ts'
export {
  comparePairs,
  comparisonOutcomeOf,
  type PairedComparison,
  type PairedComparisonOutcome,
  type PairedVote,
  type StrengthDifference,
} from './statistics/paired-comparison.ts'
export {
  type PreferenceAnswer,
  type PreferenceShare,
  type PreferenceTally,
  tallyPreferences,
} from './statistics/preference-tally.ts'
export { rankByLowerBound, rankRanges } from './statistics/ranks.ts'
export {
  type CheckedShare,
  checkedShare,
  type GoldAnswer,
  type RepeatedAnswer,
  raterQuality,
} from './statistics/rater-quality.ts'
export { type RatingMeans, type RatingVote, ratingMeans } from './statistics/rating-means.ts'
export { roundHalfEven } from './statistics/rounding.ts'
export { type CrossedVotes, type TwoWayOutcome, twoWayIntervals } from './statistics/two-way.ts'
export { type VotesNeeded, votesNeeded } from './statistics/votes-needed.ts'
export { wilsonInterval } from './statistics/wilson.ts'
