import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runInPool, type Settled } from '../../bench/workers/pool.ts'

const module = fileURLToPath(new URL('../support/arithmetic-worker.ts', import.meta.url))
interface Task {
  readonly message: { readonly do: string; readonly value?: number }
}
const task = (what: string, value = 0): Task => ({ message: { do: what, value } })

async function run(
  tasks: readonly Task[],
  workers = 2,
  signal = new AbortController().signal,
  secondsPerTask = 60,
) {
  const outcomes = new Map<Task, Settled<Task>>()
  const options = { module, settings: { factor: 2 }, workers, secondsPerTask, signal }
  await runInPool(tasks, options, async (outcome) => {
    outcomes.set(outcome.task, outcome)
  })
  return tasks.map((one) => outcomes.get(one))
}

describe('worker pool', () => {
  test('every task is settled once, with typed arrays across the border', async () => {
    const tasks = Array.from({ length: 9 }, (_, value) => task('double', value))
    const outcomes = await run(tasks, 3)
    expect(outcomes.map((outcome) => 'result' in outcome! && outcome.result)).toEqual(
      tasks.map(({ message }) => Float32Array.of(message.value! * 2)),
    )
  })

  test('a task that throws has its problem; the others go on in the same process', async () => {
    const [first, broken, last] = await run([task('pid'), task('throw'), task('pid')], 1)
    expect(broken).toMatchObject({ problem: { code: 'VIDEO_UNREADABLE', message: 'clip.mp4: no picture.' } })
    expect(first).toMatchObject({ result: (last as { result: number }).result })
  })

  test('a child that dies is replaced, and its task tried once more', async () => {
    const [before, dying, after] = await run([task('pid'), task('die-first-time'), task('pid')], 1)
    expect(dying).toMatchObject({ result: 'second life' })
    expect((after as { result: number }).result).not.toBe((before as { result: number }).result)
  })

  test('a task that kills two children fails with the end of their stderr', async () => {
    const [dying, fine] = await run([task('die'), task('double', 4)], 1)
    expect(dying).toMatchObject({
      problem: {
        code: 'WORKER_DIED',
        message: expect.stringMatching(/2 times .*exit code 7.*something is very wrong/s),
      },
    })
    expect(fine).toMatchObject({ result: Float32Array.of(8) })
  })

  test('a child killed from outside is named by its signal', async () => {
    const [killed] = await run([task('kill')], 1)
    expect(killed).toMatchObject({ problem: { message: expect.stringContaining('SIGKILL') } })
  })

  test('a task that hangs is ended in time, and the others go on in another process', async () => {
    const tasks = [task('pid'), task('hang'), task('pid')]
    const [before, hung, after] = await run(tasks, 1, new AbortController().signal, 1)
    expect(hung).toMatchObject({
      problem: { code: 'WORKER_TIMEOUT', message: expect.stringContaining('1 s') },
    })
    expect((after as { result: number }).result).not.toBe((before as { result: number }).result)
    expect(() => process.kill((before as { result: number }).result, 0)).toThrow('ESRCH')
  })

  test('a module that can not start stops all at once', async () => {
    const options = {
      module: `${module}.missing`,
      settings: {},
      workers: 1,
      secondsPerTask: 60,
      signal: new AbortController().signal,
    }
    await expect(runInPool([task('double')], options, async () => undefined)).rejects.toMatchObject({
      problem: { code: 'WORKER_BROKEN', message: expect.stringContaining('arithmetic-worker.ts.missing') },
    })
  })

  test('after an abort the task in work is finished and no other begun', async () => {
    const controller = new AbortController()
    const settled: unknown[] = []
    const tasks = [task('double', 1), task('double', 2), task('double', 3)]
    await runInPool(
      tasks,
      { module, settings: { factor: 2 }, workers: 1, secondsPerTask: 60, signal: controller.signal },
      async (outcome) => {
        settled.push(outcome)
        controller.abort()
      },
    )
    expect(settled).toHaveLength(1)
  })

  test('an error of the receiver ends the pool and is passed on', async () => {
    const options = {
      module,
      settings: { factor: 2 },
      workers: 2,
      secondsPerTask: 60,
      signal: new AbortController().signal,
    }
    const full = new Error('disk full')
    await expect(
      runInPool([task('double', 1), task('double', 2)], options, () => Promise.reject(full)),
    ).rejects.toBe(full)
  })

  test('no task, no child', async () => {
    const options = {
      module: '/nowhere.ts',
      settings: {},
      workers: 2,
      secondsPerTask: 60,
      signal: new AbortController().signal,
    }
    await runInPool([], options, () => Promise.reject(new Error('called')))
  })
})
