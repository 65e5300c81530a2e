import { machineParts, PeakSamples, referencePart } from './machine-peak.ts'
import { watchMachine } from './machine-watch.ts'
import { availableBytes, type MeasureContext, measureGroup } from './measure-group.ts'
import { judgeNoise } from './noise.ts'
import { Budget } from './suite-budget.ts'
import { assemble } from './suite-cells.ts'
import { type GroupOutcome, type PlannedGroup, planSuite } from './suite-plan.ts'
import type { SuiteMeasurements, SuiteRequest } from './suite-request.ts'

/**
 * Measures as many stages of as many workloads as the budget holds, small ones first, and says which. Ctrl-C (an aborted
 * signal) keeps what was measured.
 */
export async function measureSuite(request: SuiteRequest): Promise<SuiteMeasurements> {
  const started = performance.now()
  const spent = () => (performance.now() - started) / 1000
  const { provider, threads, syntheticFolder, host, signal } = request
  request.onProgress('Measuring the machine: matrix product and copy')
  const machine = await host.start({ provider, threads, syntheticFolder, parts: machineParts })
  try {
    const watch = watchMachine(machine, referencePart)
    const samples = new PeakSamples(watch)
    await samples.sample(firstSamples, signal)
    const first = samples.peak(threads)
    const plan = await planSuite(request)
    const budget = new Budget(
      request.budgetSeconds - spent(),
      first?.matrixProduct.flopsPerSecond ?? null,
      request.minRounds,
    )
    const outcomes = new Map<PlannedGroup, GroupOutcome>()
    for (const [at, planned] of plan.groups.entries()) {
      if (signal.aborted) break
      const estimate = budget.estimate(planned)
      const left = request.budgetSeconds - spent()
      if (estimate !== null && estimate > left) {
        outcomes.set(planned, { kind: 'skipped', estimate, left })
        continue
      }
      const later = budget.reserve(plan.groups.slice(at + 1), left - (estimate ?? 0))
      const allowed = Math.min(left - later, Math.max(estimate ?? left, largestShare * left))
      const until = performance.now() + Math.max(1, allowed) * 1000
      request.onProgress(progressOf(planned, estimate))
      const context: MeasureContext = {
        host,
        watch,
        provider,
        threads,
        syntheticFolder,
        freeBytes: availableBytes,
        rounds: {
          minRounds: request.minRounds,
          maxRounds: request.maxRounds,
          sampleSeconds,
          precision: request.precision,
          secondsLeft: () => (until - performance.now()) / 1000,
          signal,
        },
      }
      const members = await measureGroup(planned.group, context)
      budget.learn(planned, members)
      await samples.sample(1, signal)
      outcomes.set(planned, { kind: 'measured', members })
    }
    const noise = judgeNoise(watch.seen())
    const peak = samples.peak(threads)
    return {
      ...assemble(request, plan, outcomes, peak),
      peak,
      noise,
      spentSeconds: spent(),
      interrupted: signal.aborted,
    }
  } finally {
    await machine.stop()
  }
}

/** Of the seconds left, what one group may take beyond its least rounds. */
const largestShare = 0.4

/** Samples of the machine's limits before anything else; one more follows every group. */
const firstSamples = 5

/** Ours: on two cores single runs of a tenth of a second scatter by a third, means over half a second by a tenth. */
const sampleSeconds = 0.5

function progressOf({ group, workload, check }: PlannedGroup, estimate: number | null): string {
  const what = check ? 'Checking composed against whole' : `Measuring ${group.stage}`
  const where = workload ? ` of ${workload.id}` : ''
  const names = check ? ` (${group.members[0]!.variant})` : ''
  return `${what}${where}${names}${estimate === null ? '' : `, about ${Math.ceil(estimate)} s or more`}`
}
