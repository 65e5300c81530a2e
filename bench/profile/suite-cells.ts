import { problem } from '../errors.ts'
import type {
  MachinePeak,
  ProfileCell,
  ProfileFailure,
  ProfileStage,
  ResultWorkload,
  StageResult,
} from '../records/autoencoder-result.ts'
import type { Problem } from '../records/problem.ts'
import { dividedTime, joinedTime, stageTime } from './compose.ts'
import { composedCheck } from './composed-check.ts'
import { type GroupOutcome, keyOf, type PlannedGroup, type SuitePlan } from './suite-plan.ts'
import type { SuiteMeasurements, SuiteRequest, SuiteWorkload } from './suite-request.ts'
import type { SuiteVariant, VariantShape } from './suite-variant.ts'
import { t5Tokens } from './tokens.ts'

export function assemble(
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
  seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`

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
          failure
            ? [{ variant: check ? null : variant, workload: group.workload, stage: group.stage, ...failure }]
            : [],
        ),
  )
