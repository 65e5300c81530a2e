import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { z } from 'zod'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { describeMachine, describeSoftware } from '../pipeline/software.ts'
import { speedClaims } from '../profile/claims.ts'
import { costRows, trainingTable } from '../profile/cost-rows.ts'
import { notCounted } from '../profile/flops.ts'
import { judgeGates } from '../profile/gates.ts'
import { type HardwareId, hardwareTable } from '../profile/hardware.ts'
import {
  hardwareIds,
  type ProjectionGoal,
  projectPublished,
  withProjections,
} from '../profile/projected-cells.ts'
import { qualityClaims } from '../profile/quality/quality-claims.ts'
import { referenceRows } from '../profile/reference-times.ts'
import { scalingFits, scalingPoints } from '../profile/scaling.ts'
import { speedups } from '../profile/speedups.ts'
import type { SuiteMeasurements, SuiteRequest } from '../profile/suite-request.ts'
import { describeVariant } from '../profile/suite-variant.ts'
import { h200UsdPerHour } from '../profile/training-cost.ts'
import { type ProfileVariantId, profileVariants } from '../profile/variants.ts'
import {
  type AutoencoderResult,
  autoencoderResultSchema,
  type QualityRow,
  type VariantScores,
} from '../records/autoencoder-result.ts'
import { identityOf } from '../records/identity.ts'
import { suiteFacts } from './autoencoder-request.ts'
import type { Invocation } from './commands.ts'

/** What a run knows when its measurements are made. */
export interface RunStory {
  readonly invocation: Invocation
  readonly resolved: ResolvedSettings
  readonly request: SuiteRequest
  readonly goals: readonly ProjectionGoal[]
  readonly startedAt: Date
  readonly runId: string
  readonly quality: readonly QualityRow[]
  readonly scores: readonly VariantScores[]
}

/** GPUs that clips are projected to beside the one of the settings: one, and what the README times. */
const projectedGpus = [1, 8] as const

/** Joins measurements with projections, claims, cost and gates. */
export async function autoencoderResult(
  measured: SuiteMeasurements,
  { invocation, resolved, request, goals, startedAt, runId, quality, scores }: RunStory,
): Promise<AutoencoderResult> {
  const settings = valuesOf(resolved)
  const { fit, residuals } = await projectPublished()
  const cells = await withProjections(measured.cells, request.variants, request.workloads, goals, fit)
  const ids = request.variants.map(({ id }) => id)
  const builtIn = ids.filter((id): id is ProfileVariantId => Object.hasOwn(profileVariants, id))
  const points = await scalingPoints(builtIn, cells, fit)
  const found = speedups(ids, cells, measured.noise)
  const prices = {
    usdPerGpuHour: settings['cost.usdPerGpuHour'] ?? h200UsdPerHour,
    here: cpus()[0]?.model ?? 'this machine',
    usdPerHourHere: null,
  }
  const { workloads, peak, noise, composedChecks, failures, spentSeconds } = measured
  return autoencoderResultSchema.parse({
    kind: 'autoencoder',
    schemaVersion: 1,
    runId,
    createdAt: new Date().toISOString(),
    suite: suiteFacts,
    status: statusOf(measured),
    budget: { seconds: request.budgetSeconds, spentSeconds },
    variants: request.variants.map(describeVariant),
    workloads,
    cells,
    speedups: found,
    peak,
    noise,
    composedChecks,
    efficiency: {
      hardware: hardwareTable[fit.hardware].title,
      value: fit.efficiency,
      low: fit.low,
      high: fit.high,
      observations: fit.observations,
    },
    residuals,
    references: referenceRows(cells, peak?.matrixProduct.flopsPerSecond ?? null),
    quality,
    vbench: scores,
    cost: costRows(cells, prices),
    training: trainingTable(),
    claims: [...speedClaims(residuals), ...qualityClaims(quality)],
    scaling: { points, fits: scalingFits(points) },
    notCounted,
    failures,
    gates: judgeGates(settings['autoencoder.gates'], { cells, speedups: found, noise }),
    manifest: await manifestOf(runId, startedAt, invocation, resolved),
  } satisfies z.input<typeof autoencoderResultSchema> | Record<string, unknown>)
}

/** A run that timed nothing is no complete one, whatever the reason. */
function statusOf({ interrupted, failures, workloads }: SuiteMeasurements): AutoencoderResult['status'] {
  if (interrupted) return 'interrupted'
  return failures.length > 0 || workloads.every(({ chosen }) => !chosen) ? 'incomplete' : 'complete'
}

/** Where clips are projected to. Throws UNKNOWN_NAME for hardware that the table does not have. */
export function projectionGoals(resolved: ResolvedSettings): readonly ProjectionGoal[] {
  const { 'autoencoder.hardware': hardware, 'autoencoder.gpus': gpus } = valuesOf(resolved)
  if (!Object.hasOwn(hardwareTable, hardware)) throw unknownName('GPU', hardware, hardwareIds)
  const counts = [...new Set([gpus, ...projectedGpus])].sort((a, b) => a - b)
  return counts.map((count) => ({ hardware: hardware as HardwareId, gpus: count }))
}

async function manifestOf(
  runId: string,
  startedAt: Date,
  { argv }: Invocation,
  resolved: ResolvedSettings,
): Promise<AutoencoderResult['manifest']> {
  const settings = valuesOf(resolved)
  const config = z
    .json()
    .parse(
      Object.fromEntries(
        Object.entries(settings).filter(([name]) =>
          /^(autoencoder|cost)\.|^(suite|threads|seed|output)$/.test(name),
        ),
      ),
    )
  return {
    schemaVersion: 1,
    runId,
    startedAt: startedAt.toISOString(),
    command: ['bench', ...argv],
    config,
    configSha256: identityOf(config as Parameters<typeof identityOf>[0]),
    seed: settings.seed,
    software: await describeSoftware(),
    machine: await describeMachine(),
  }
}

/** `20261122-181500-autoencoder-1a2b3c`: UTC, sorts by time. */
export function autoencoderRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${time}-autoencoder-${randomBytes(3).toString('hex')}`
}
