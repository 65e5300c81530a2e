import type { Provider } from '../onnx/engine/providers.ts'
import type {
  ComposedCheck,
  MachinePeak,
  Noise,
  ProfileCell,
  ProfileFailure,
  ProfileStage,
  ResultWorkload,
} from '../records/autoencoder-result.ts'
import type { CheckSize } from './composed-check.ts'
import type { PartHost } from './part-host.ts'
import type { SuiteVariant } from './suite-variant.ts'

/** A workload with its frames by variant. */
export interface SuiteWorkload {
  readonly id: string
  readonly resolution: string
  readonly aspectRatio: string
  readonly frames: Readonly<Record<string, number>>
  readonly steps: number
  readonly branches: number
}

export interface SuiteRequest {
  /** The first is what the others are compared with. */
  readonly variants: readonly SuiteVariant[]
  /** In the order in which they are measured: the cheapest first. */
  readonly workloads: readonly SuiteWorkload[]
  readonly stages: readonly ProfileStage[]
  readonly checks: readonly CheckSize[]
  readonly budgetSeconds: number
  readonly precision: number
  readonly minRounds: number
  readonly maxRounds: number
  readonly provider: Provider
  readonly threads: number
  readonly syntheticFolder: string
  readonly host: PartHost
  readonly signal: AbortSignal
  onProgress(message: string): void
}

/** What was measured; nothing in it is projected. */
export interface SuiteMeasurements {
  readonly workloads: readonly ResultWorkload[]
  readonly cells: readonly ProfileCell[]
  readonly peak: MachinePeak | null
  readonly noise: Noise
  readonly composedChecks: readonly ComposedCheck[]
  readonly failures: readonly ProfileFailure[]
  readonly spentSeconds: number
  readonly interrupted: boolean
}
