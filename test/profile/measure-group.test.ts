import { expect, test } from 'vitest'
import type { Group } from '../../bench/profile/group.ts'
import { type Watch, watchMachine } from '../../bench/profile/machine-watch.ts'
import { type MeasureContext, measureGroup } from '../../bench/profile/measure-group.ts'
import type { PartSpec } from '../../bench/profile/part.ts'
import { fakePartHost } from '../support/fake-part-host.ts'

const gibibyte = 2 ** 30
const plan = { flops: 1, executedFlops: 1, weightBytes: 0, workingBytes: 0 }
const member = (variant: string, plannedBytes: number) => ({
  variant,
  plannedBytes,
  parts: [{ name: 'decode', count: 1, spec: { kind: 'copy', bytes: 8 } as const, plan }],
})
const group: Group = {
  stage: 'decode',
  workload: '768px-129f',
  members: [member('small', 4 * gibibyte), member('large', 12 * gibibyte)],
}

async function context(free: number, log: string[]): Promise<MeasureContext> {
  const host = fakePartHost((_part: PartSpec) => 1, log)
  const machine = await fakePartHost(() => 1).start({
    provider: 'cpu',
    threads: 1,
    syntheticFolder: '/nowhere',
    parts: [{ kind: 'copy', bytes: 8 }],
  })
  const watch: Watch = watchMachine(machine, 0)
  const rounds = {
    minRounds: 2,
    maxRounds: 2,
    precision: 0.02,
    secondsLeft: () => 100,
    signal: new AbortController().signal,
  }
  return {
    host,
    watch,
    provider: 'cpu',
    threads: 1,
    syntheticFolder: '/nowhere',
    rounds,
    freeBytes: () => free,
  }
}

test('what does not fit alone is refused with the numbers before it is loaded; the rest is measured', async () => {
  const log: string[] = []
  const [small, large] = await measureGroup(group, await context(8 * gibibyte, log))
  expect(small!.times.get('decode')?.seconds).toBe(1)
  expect(large).toMatchObject({ peakBytes: null, failure: { cause: 'refused', neededBytes: 12 * gibibyte } })
  expect(large!.failure!.problem).toMatchObject({
    code: 'PROFILE_MEMORY',
    message:
      'decode of large on 768px-129f needs about 12.0 GiB, expected at most 7.2 GiB of the 8.0 GiB that are free.',
  })
  expect(log).toEqual(['start 1', 'stop'])
})

test('what fits alone but not together runs one after the other', async () => {
  const apart: string[] = []
  await measureGroup(group, await context(15 * gibibyte, apart))
  expect(apart).toEqual(['start 1', 'stop', 'start 1', 'stop'])
  const together: string[] = []
  await measureGroup(group, await context(32 * gibibyte, together))
  expect(together).toEqual(['start 1', 'start 1', 'stop', 'stop'])
})
