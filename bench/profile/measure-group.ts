import { freemem, totalmem } from 'node:os'
import { problem, problemOf } from '../errors.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import type { ProfileFailure } from '../records/autoencoder-result.ts'
import type { MeasuredTime } from '../records/profile.ts'
import { type Group, type GroupMember, type GroupPart, isLong } from './group.ts'
import type { Watch } from './machine-watch.ts'
import { type PartChild, PartDeath, PartFailure, type PartHost } from './part-host.ts'
import type { PartRun } from './part-server.ts'
import { measureRounds, type RoundsOptions, type Timed } from './rounds.ts'
import { measuredTime } from './timing.ts'

/** What became of one variant's share of a group. */
export interface MemberOutcome {
  readonly variant: string
  /** By the part's name; empty when it failed before its first round. */
  readonly times: ReadonlyMap<string, MeasuredTime>
  readonly peakBytes: number | null
  readonly failure: Omit<ProfileFailure, 'variant' | 'workload' | 'stage'> | null
}

export interface MeasureContext {
  readonly host: PartHost
  readonly watch: Watch
  readonly provider: Provider
  readonly threads: number
  readonly syntheticFolder: string
  readonly rounds: Omit<RoundsOptions, 'between'>
  /** Memory that is free now, bytes. */
  freeBytes(): number
}

/**
 * Times a group: each member in a process of its own, all members in turns where they fit into memory together, else one
 * after the other. What does not fit alone is refused before it is loaded; a process that dies takes nothing with it but
 * its own share.
 */
export async function measureGroup(group: Group, context: MeasureContext): Promise<readonly MemberOutcome[]> {
  const refused = new Map<string, MemberOutcome>()
  for (const member of group.members) {
    const failure = refusal(group, member, context.freeBytes())
    if (failure) refused.set(member.variant, { ...nothing(member), failure })
  }
  const members = group.members.filter(({ variant }) => !refused.has(variant))
  const together = sum(members.map(({ plannedBytes }) => plannedBytes ?? 0)) <= usable(context.freeBytes())
  const outcomes: MemberOutcome[] = []
  for (const set of together ? [members] : members.map((member) => [member])) {
    outcomes.push(...(await measureTogether(group, set, context)))
  }
  return group.members.map(
    ({ variant }) => refused.get(variant) ?? outcomes.find((each) => each.variant === variant)!,
  )
}

/** Share of the free memory that a plan may fill; the rest is for what the estimate misses. */
const usableShare = 0.9
const usable = (bytes: number) => usableShare * bytes

/** Memory that new processes can have without others being swapped out, bytes. */
export function availableBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 && limit < totalmem() ? Math.min(limit, freemem()) : freemem()
}

function refusal(
  group: Group,
  { variant, plannedBytes }: GroupMember,
  free: number,
): MemberOutcome['failure'] {
  if (plannedBytes === null || plannedBytes <= usable(free)) return null
  const facts = {
    stage: group.stage,
    variant,
    workload: group.workload ?? 'any workload',
    needed: gibibytes(plannedBytes),
    usable: gibibytes(usable(free)),
    found: gibibytes(free),
  }
  return {
    cause: 'refused',
    problem: problem('PROFILE_MEMORY', facts),
    neededBytes: plannedBytes,
    availableBytes: free,
  }
}

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

interface Started {
  readonly member: GroupMember
  readonly child: PartChild
  peakBytes: number
}

async function measureTogether(
  group: Group,
  members: readonly GroupMember[],
  context: MeasureContext,
): Promise<MemberOutcome[]> {
  const started: Started[] = []
  const failed: MemberOutcome[] = []
  try {
    for (const member of members) {
      try {
        started.push({ member, child: await start(member, context), peakBytes: 0 })
      } catch (thrown) {
        failed.push({ ...nothing(member), failure: failureOf(group, member, thrown) })
      }
    }
    return [...failed, ...(await measureStarted(group, started, context))]
  } finally {
    for (const { child } of started) await child.stop()
  }
}

function start({ parts }: GroupMember, { host, provider, threads, syntheticFolder }: MeasureContext) {
  return host.start({ provider, threads, syntheticFolder, parts: parts.map(({ spec }) => spec) })
}

async function measureStarted(
  group: Group,
  started: readonly Started[],
  { watch, rounds }: MeasureContext,
): Promise<MemberOutcome[]> {
  const items = started.flatMap((entry) =>
    entry.member.parts.map((part, index) => timedPart(entry, part, index, watch)),
  )
  const { samples, stopped, failures } = await measureRounds(items, {
    ...rounds,
    between: () => watch.reference(),
  })
  return started.map(({ member, peakBytes }) => {
    const ids = member.parts.map(({ name }) => [name, `${member.variant}/${name}`] as const)
    const times = ids.flatMap(([name, id]) => {
      const found = samples.get(id)!
      return found.length === 0
        ? []
        : [[name, measuredTime({ samples: found, stopped }, isSynthetic(member))] as const]
    })
    const thrown = ids.map(([, id]) => failures.get(id)).find((each) => each !== undefined)
    return {
      variant: member.variant,
      times: new Map(times),
      peakBytes: peakBytes > 0 ? peakBytes : null,
      failure: thrown === undefined ? null : failureOf(group, member, thrown),
    }
  })
}

function timedPart(entry: Started, { name, plan }: GroupPart, index: number, watch: Watch): Timed {
  const timed = async (run: () => Promise<PartRun>) => {
    const { seconds, peakBytes } = await watch.timed(run)
    entry.peakBytes = Math.max(entry.peakBytes, peakBytes)
    return seconds
  }
  return {
    id: `${entry.member.variant}/${name}`,
    run: () => timed(() => entry.child.run(index)),
    ...(isLong(plan) ? { prepare: () => timed(() => entry.child.prepare(index)) } : {}),
  }
}

/** Other programs and ONNX files bring weights of their own. */
const isSynthetic = ({ parts }: GroupMember) =>
  parts.every(({ spec }) => spec.kind !== 'codec' || spec.codec.kind === 'built-in')

const nothing = ({ variant }: GroupMember) => ({
  variant,
  times: new Map<string, MeasuredTime>(),
  peakBytes: null,
})

function failureOf(
  { stage, workload }: Group,
  { variant, plannedBytes }: GroupMember,
  thrown: unknown,
): NonNullable<MemberOutcome['failure']> {
  const bytes = { neededBytes: plannedBytes, availableBytes: null }
  if (thrown instanceof PartDeath) {
    const tail = thrown.tail === '' ? 'it wrote nothing.' : `its last words:\n${thrown.tail}`
    const facts = { stage, variant, workload: workload ?? 'any workload', cause: thrown.ending, tail }
    return { cause: thrown.killed ? 'killed' : 'died', problem: problem('PROFILE_DIED', facts), ...bytes }
  }
  if (thrown instanceof PartFailure) {
    const { problem: found } = thrown
    return { cause: found.code === 'PROFILE_SHAPE' ? 'refused' : 'failed', problem: found, ...bytes }
  }
  return { cause: 'failed', problem: problemOf(thrown), ...bytes }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
