import { problem } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { type Child, startChild, type TaskOutcome } from './child.ts'

export interface PoolOptions {
  /** Absolute path of the module that each child runs; it calls `serveTasks`. */
  readonly module: string
  /** Sent to each child before its first task. */
  readonly settings: unknown
  readonly workers: number
  /** A child that works on one task for longer is ended, and the task has failed. */
  readonly secondsPerTask: number
  readonly signal: AbortSignal
}

/** A task as the caller knows it; the child gets the message. */
export interface Task {
  readonly message: unknown
}

/** What became of one task: its result, or the problem that it ended with. */
export type Settled<T> =
  | { readonly task: T; readonly result: unknown; readonly seconds: number }
  | { readonly task: T; readonly problem: Problem; readonly seconds: number }

/**
 * Runs tasks in child processes and hands each one over as it settles, in whatever order. A child that dies is
 * replaced and its task tried once more; a second death settles the task with WORKER_DIED, a task that takes too long
 * with WORKER_TIMEOUT at once. Throws WORKER_BROKEN when
 * a child can't even start. After an abort the tasks in flight are finished and no others begun. `settled` is never
 * called twice at once; when it throws, all stops and the error is passed on.
 */
export async function runInPool<T extends Task>(
  tasks: readonly T[],
  options: PoolOptions,
  settled: (outcome: Settled<T>) => Promise<void>,
): Promise<void> {
  const queue = tasks.entries()
  const failure: { thrown?: unknown } = {}
  let delivery: Promise<void> = Promise.resolve()
  const deliver = (outcome: Settled<T>) => {
    delivery = delivery.then(() => settled(outcome))
    return delivery
  }
  const lane = async () => {
    const slot: Slot = {}
    try {
      for (const [id, task] of queue) {
        if (options.signal.aborted || 'thrown' in failure) break
        await deliver(await runOne(slot, id, task, options))
      }
    } catch (thrown) {
      if (!('thrown' in failure)) failure.thrown = thrown
    } finally {
      await slot.child?.stop()
    }
  }
  const lanes = Math.max(1, Math.min(options.workers, tasks.length))
  await Promise.all(Array.from({ length: tasks.length === 0 ? 0 : lanes }, lane))
  if ('thrown' in failure) throw failure.thrown
}

interface Slot {
  child?: Child
}

const attempts = 2

/** What the action ends with; `late` when the child was killed because it took too long. */
async function withinTime(
  child: Child,
  { secondsPerTask }: PoolOptions,
  action: () => Promise<TaskOutcome>,
): Promise<TaskOutcome | { readonly type: 'late' }> {
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill()
  }, secondsPerTask * 1000)
  const outcome = await action()
  clearTimeout(timer)
  return late && outcome.type === 'died' ? { type: 'late' } : outcome
}

async function runOne<T extends Task>(
  slot: Slot,
  id: number,
  task: T,
  options: PoolOptions,
): Promise<Settled<T>> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let death = { cause: '', tail: '' }
  for (let attempt = 0; attempt < attempts; attempt++) {
    slot.child ??= await startChild(options.module, options.settings)
    const outcome = await withinTime(slot.child, options, () => slot.child!.run(id, task.message))
    if (outcome.type === 'done') return { task, result: outcome.result, seconds: seconds() }
    if (outcome.type === 'failed') {
      return { task, problem: outcome.problem, seconds: seconds() }
    }
    delete slot.child
    if (outcome.type === 'late') {
      const late = problem('WORKER_TIMEOUT', { seconds: options.secondsPerTask })
      return { task, problem: late, seconds: seconds() }
    }
    death = outcome
  }
  const tail = death.tail === '' ? 'it wrote nothing' : `its last words:\n${death.tail}`
  const died = problem('WORKER_DIED', { attempts, cause: death.cause, tail })
  return { task, problem: died, seconds: seconds() }
}
