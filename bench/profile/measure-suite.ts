import { BenchError, problem } from '../errors.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import type {
  ComposedCheck,
  MachinePeak,
  Noise,
  ProfileCell,
  ProfileFailure,
  ProfileStage,
  ResultWorkload,
  StageResult,
} from '../records/autoencoder-result.ts'
import type { Problem } from '../records/problem.ts'
import { dividedTime, joinedTime, stageTime } from './compose.ts'
import { type CheckSize, checkGroup, composedCheck } from './composed-check.ts'
import { type Group, type GroupMember, plannedPeak, roundFlops, stageParts } from './group.ts'
import { machineParts, measurePeak, referencePart } from './machine-peak.ts'
import { watchMachine } from './machine-watch.ts'
import { availableBytes, type MeasureContext, type MemberOutcome, measureGroup } from './measure-group.ts'
import { judgeNoise } from './noise.ts'
import type { PartHost } from './part-host.ts'
import { type SuiteVariant, shapeOf, type VariantShape } from './suite-variant.ts'
import { t5Tokens } from './tokens.ts'

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
    const peak = signal.aborted ? null : await peakUnlessStopped(() => measurePeak(machine, threads, signal))
    const watch = watchMachine(machine, referencePart)
    const plan = await planSuite(request)
    const budget = new Budget(request.budgetSeconds - spent(), peak?.matrixProduct.flopsPerSecond ?? null)
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
      const until = performance.now() + Math.max(1, left - later) * 1000
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
          precision: request.precision,
          secondsLeft: () => (until - performance.now()) / 1000,
          signal,
        },
      }
      const members = await measureGroup(planned.group, context)
      budget.learn(planned, members)
      outcomes.set(planned, { kind: 'measured', members })
    }
    const noise = judgeNoise(watch.seen())
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

/** An interruption before the first round leaves no sample. */
async function peakUnlessStopped(measure: () => Promise<MachinePeak>): Promise<MachinePeak | null> {
  try {
    return await measure()
  } catch (thrown) {
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}

/** A group with the workload or the check that it belongs to. */
interface PlannedGroup {
  readonly group: Group
  readonly workload: SuiteWorkload | null
  readonly check: CheckSize | null
}

interface SuitePlan {
  readonly groups: readonly PlannedGroup[]
  /** By workload and variant. */
  readonly shapes: ReadonlyMap<string, VariantShape>
  readonly failures: readonly ProfileFailure[]
}

const keyOf = (workload: string, variant: string) => `${workload}\n${variant}`

/** Sizes and parts of everything. The texts come first, checks of composing after the first workload and then one each. */
async function planSuite(request: SuiteRequest): Promise<SuitePlan> {
  const { workloads, variants, stages, provider } = request
  const shapes = new Map<string, VariantShape>()
  const failures: ProfileFailure[] = []
  const groups: PlannedGroup[] = []
  const checks = [...request.checks]
  for (const workload of workloads) {
    for (const variant of variants) {
      const shape = tryShape(variant, workload)
      if ('code' in shape) failures.push(refusedShape(variant, workload, shape))
      else shapes.set(keyOf(workload.id, variant.id), shape)
    }
    for (const stage of stageOrder.filter((each) => stages.includes(each))) {
      const isText = stage === 'text'
      if (isText && groups.some(({ group }) => group.stage === 'text')) continue
      const members = await membersOf(request, stage, workload, shapes)
      // texts are the same for all variants
      const kept = isText ? members.slice(0, 1) : members
      if (kept.length === 0) continue
      const group: Group = { stage, workload: isText ? null : workload.id, members: kept }
      groups.push({ group, workload: isText ? null : workload, check: null })
    }
    const isFirst = workload === workloads[0]
    for (const check of checks.splice(0, isFirst ? 2 : 1)) {
      groups.push({ group: await checkGroup(check, provider), workload: null, check })
    }
  }
  return { groups, shapes, failures }
}

/** What matters most first. */
const stageOrder: readonly ProfileStage[] = ['text', 'denoise', 'decode', 'encode']

function tryShape(variant: SuiteVariant, { frames, ...video }: SuiteWorkload): VariantShape | Problem {
  try {
    const own = frames[variant.id]
    if (own === undefined) {
      throw new BenchError('OPTION_INVALID', {
        option: `autoencoder.workloads (${video.id})`,
        found: `no frames for ${variant.id}`,
        expected: 'a number, or one for every variant',
        command: 'run',
      })
    }
    return shapeOf(variant, { ...video, frames: own })
  } catch (thrown) {
    if (thrown instanceof BenchError) return thrown.problem
    throw thrown
  }
}

const refusedShape = (variant: SuiteVariant, workload: SuiteWorkload, found: Problem): ProfileFailure => ({
  variant: variant.id,
  workload: workload.id,
  stage: null,
  cause: 'refused',
  problem: found,
  neededBytes: null,
  availableBytes: null,
})

async function membersOf(
  { variants, provider }: SuiteRequest,
  stage: ProfileStage,
  workload: SuiteWorkload,
  shapes: ReadonlyMap<string, VariantShape>,
): Promise<GroupMember[]> {
  const members: GroupMember[] = []
  for (const variant of variants) {
    const shape = shapes.get(keyOf(workload.id, variant.id))
    const parts = shape && (await stageParts(stage, variant, shape, workload, provider))
    if (parts) members.push({ variant: variant.id, parts, plannedBytes: plannedPeak(parts) })
  }
  return members
}

type GroupOutcome =
  | { readonly kind: 'measured'; readonly members: readonly MemberOutcome[] }
  | { readonly kind: 'skipped'; readonly estimate: number; readonly left: number }

/** Estimates what groups take, from FLOPs and from what was seen of the same stage before. */
class Budget {
  readonly #flopsPerSecond: number | null
  /** Share of the matrix product's speed, by stage, as last seen. */
  readonly #shares = new Map<ProfileStage, number>()
  readonly #total: number

  constructor(total: number, flopsPerSecond: number | null) {
    this.#total = total
    this.#flopsPerSecond = flopsPerSecond
  }

  /** Seconds for a warm-up and the least rounds, with loading; null where FLOPs are unknown. */
  estimate({ group }: PlannedGroup): number | null {
    const flops = roundFlops(group)
    if (flops === null || this.#flopsPerSecond === null) return null
    const share = this.#shares.get(group.stage) ?? firstShare
    return startSeconds * group.members.length + (1 + leastRounds) * (flops / this.#flopsPerSecond / share)
  }

  /** Seconds that the least of later groups take, as many as fit into what is left, in their order. */
  reserve(later: readonly PlannedGroup[], left: number): number {
    let reserved = 0
    for (const planned of later) {
      const estimate = this.estimate(planned)
      if (estimate !== null && reserved + estimate <= left) reserved += estimate
    }
    return Math.min(reserved, this.#total)
  }

  learn({ group }: PlannedGroup, members: readonly MemberOutcome[]): void {
    const flops = roundFlops(group)
    const seconds = members.flatMap(({ times }) => [...times.values()].map((time) => time.seconds))
    const complete = seconds.length === group.members.reduce((sum, { parts }) => sum + parts.length, 0)
    if (flops === null || this.#flopsPerSecond === null || !complete) return
    this.#shares.set(group.stage, flops / this.#flopsPerSecond / seconds.reduce((a, b) => a + b, 0))
  }
}

/** Share of the matrix product's speed that networks reach, before one was seen: measured 0.5 to 0.9 on two cores. */
const firstShare = 0.55
/** Rounds below which an interval says little. */
const leastRounds = 3
/** To start a process and to load a part: measured on two cores. */
const startSeconds = 3

function progressOf({ group, workload, check }: PlannedGroup, estimate: number | null): string {
  const what = check ? 'Checking composed against whole' : `Measuring ${group.stage}`
  const where = workload ? ` of ${workload.id}` : ''
  const names = check ? ` (${group.members[0]!.variant})` : ''
  return `${what}${where}${names}${estimate === null ? '' : `, about ${Math.ceil(estimate)} s or more`}`
}

function assemble(
  request: SuiteRequest,
  plan: SuitePlan,
  outcomes: ReadonlyMap<PlannedGroup, GroupOutcome>,
  peak: MachinePeak | null,
): Pick<SuiteMeasurements, 'workloads' | 'cells' | 'composedChecks' | 'failures'> {
  const cells = request.workloads.flatMap((workload) =>
    request.variants.flatMap((variant) => {
      const shape = plan.shapes.get(keyOf(workload.id, variant.id))
      return shape ? [cellOf({ request, plan, outcomes, peak }, variant, workload, shape)] : []
    }),
  )
  const checks = plan.groups.flatMap((planned) => {
    const outcome = outcomes.get(planned)
    const times = outcome?.kind === 'measured' ? outcome.members[0]?.times : undefined
    const found = planned.check && times ? composedCheck(planned.check, times) : null
    return found ? [found] : []
  })
  return {
    workloads: request.workloads.map((workload) => describeWorkload(workload, plan, outcomes)),
    cells,
    composedChecks: checks,
    failures: [...plan.failures, ...measuredFailures(outcomes)],
  }
}

interface Assembled {
  readonly request: SuiteRequest
  readonly plan: SuitePlan
  readonly outcomes: ReadonlyMap<PlannedGroup, GroupOutcome>
  readonly peak: MachinePeak | null
}

function cellOf(
  context: Assembled,
  variant: SuiteVariant,
  workload: SuiteWorkload,
  { frames, pixels, latentShape, tokens }: VariantShape,
): ProfileCell {
  const stages = context.request.stages.map((stage) => stageResult(context, stage, variant, workload))
  const timeOf = (stage: ProfileStage) => stages.find((each) => each.stage === stage)?.time ?? null
  const [text, denoise, decode] = [timeOf('text'), timeOf('denoise'), timeOf('decode')]
  return {
    variant: variant.id,
    workload: workload.id,
    frames,
    height: pixels.height,
    width: pixels.width,
    latentShape: [...latentShape],
    tokens,
    textTokens: tokens === null ? null : t5Tokens,
    stages,
    stepTime: denoise ? dividedTime(denoise, workload.steps) : null,
    clipTime:
      text && denoise && decode
        ? joinedTime([
            { stage: 'text', time: text },
            { stage: 'denoise', time: denoise },
            { stage: 'decode', time: decode },
          ])
        : null,
    projections: [],
  }
}

function stageResult(
  { plan, outcomes, peak, request }: Assembled,
  stage: ProfileStage,
  variant: SuiteVariant,
  workload: SuiteWorkload,
): StageResult {
  const empty: StageResult = {
    stage,
    flops: null,
    executedFlops: null,
    time: null,
    achievedFlopsPerSecond: null,
    shareOfPeak: null,
    peakMemoryBytes: null,
    plannedMemoryBytes: null,
    problem: problem('PROFILE_NETWORK', { variant: variant.title, stage: `stage ${stage}` }),
  }
  const isText = stage === 'text'
  if (isText && variant.transformer === null) return empty
  const planned = plan.groups.find(
    ({ group, check }) =>
      check === null && group.stage === stage && (isText || group.workload === workload.id),
  )
  const member = planned?.group.members.find((each) => isText || each.variant === variant.id)
  if (!planned || !member) return empty
  const flops = (of: 'flops' | 'executedFlops') =>
    member.parts.every(({ plan: each }) => each[of] !== null)
      ? member.parts.reduce((sum, { count, plan: each }) => sum + count * each[of]!, 0)
      : null
  const outcome = outcomes.get(planned)
  const own =
    outcome?.kind === 'measured' ? outcome.members.find((each) => each.variant === member.variant) : undefined
  const time = own ? stageTime(member.parts, own.times) : null
  const executedFlops = flops('executedFlops')
  const achieved = time && executedFlops ? executedFlops / time.seconds : null
  return {
    stage,
    flops: flops('flops'),
    executedFlops,
    time,
    achievedFlopsPerSecond: achieved,
    shareOfPeak: achieved && peak ? achieved / peak.matrixProduct.flopsPerSecond : null,
    peakMemoryBytes: own?.peakBytes ?? null,
    plannedMemoryBytes: member.plannedBytes,
    problem: time ? null : (own?.failure?.problem ?? notRun(stage, workload, outcome, request)),
  }
}

function notRun(
  stage: ProfileStage,
  workload: SuiteWorkload,
  outcome: GroupOutcome | undefined,
  { budgetSeconds }: SuiteRequest,
): Problem {
  const estimated = outcome?.kind === 'skipped' ? duration(outcome.estimate) : 'an unknown time'
  const left = outcome?.kind === 'skipped' ? duration(Math.max(0, outcome.left)) : '0 s'
  return problem('PROFILE_BUDGET', {
    stage,
    workload: workload.id,
    estimated,
    left,
    budget: duration(budgetSeconds),
  })
}

const duration = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`

function describeWorkload(
  workload: SuiteWorkload,
  plan: SuitePlan,
  outcomes: ReadonlyMap<PlannedGroup, GroupOutcome>,
): ResultWorkload {
  const own = plan.groups.filter((each) => each.workload === workload)
  const measured = own.filter((each) => outcomes.get(each)?.kind === 'measured')
  const skipped = own.flatMap((each) => {
    const outcome = outcomes.get(each)
    return outcome?.kind === 'skipped' ? [{ stage: each.group.stage, estimate: outcome.estimate }] : []
  })
  const names = (stages: readonly string[]) => stages.join(', ')
  const done = measured.map(({ group }) => group.stage)
  const over = skipped.map(({ stage, estimate }) => `${stage} (about ${duration(estimate)})`)
  const missing = own.filter((each) => !outcomes.has(each)).map(({ group }) => group.stage)
  const sentences = [
    ...(done.length > 0 ? [`Measured here: ${names(done)}.`] : []),
    ...(over.length > 0 ? [`Over the budget: ${names(over)}.`] : []),
    ...(missing.length > 0 ? [`Interrupted before: ${names(missing)}.`] : []),
    ...(own.length === 0 ? ['No variant takes it.'] : []),
  ]
  const estimated = skipped.reduce((sum, { estimate }) => sum + estimate, 0)
  return {
    ...workload,
    frames: { ...workload.frames },
    chosen: done.length > 0,
    estimatedSeconds: estimated > 0 ? estimated : null,
    reason: sentences.join(' '),
  }
}

const measuredFailures = (outcomes: ReadonlyMap<PlannedGroup, GroupOutcome>): ProfileFailure[] =>
  [...outcomes].flatMap(([{ group, check }, outcome]) =>
    outcome.kind === 'skipped'
      ? []
      : outcome.members.flatMap(({ variant, failure }) =>
          failure ? [{ variant: check ? null : variant, workload: group.workload, stage: group.stage, ...failure }] : [],
        ),
  )
