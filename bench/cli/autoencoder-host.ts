import { fileURLToPath } from 'node:url'
import { type PartChild, PartDeath, PartFailure, type PartHost } from '../profile/part-host.ts'
import { type PartTask, partRunSchema } from '../profile/part-server.ts'
import { type Child, startChild, type TaskOutcome } from '../workers/child.ts'

const worker = fileURLToPath(new URL('./autoencoder-worker.ts', import.meta.url))

/** Every set of parts in a child process of its own. `children` are those that run, for whoever has to end them. */
export function childHost(children = new Set<Child>()): PartHost {
  return {
    async start(settings) {
      const child = await startChild(worker, settings)
      children.add(child)
      return partChild(child, () => children.delete(child))
    },
  }
}

function partChild(child: Child, forget: () => void): PartChild {
  let id = 0
  const ask = async (task: PartTask) => {
    const outcome = await child.run(id++, task)
    if (outcome.type !== 'done') throw thrownBy(outcome)
    return partRunSchema.parse(outcome.result)
  }
  return {
    run: (index) => ask({ index, only: null }),
    prepare: (index) => ask({ index, only: 'prepare' }),
    async stop() {
      await child.stop()
      forget()
    },
  }
}

/** What the child threw keeps its code and texts. */
function thrownBy(outcome: Exclude<TaskOutcome, { type: 'done' }>): Error {
  if (outcome.type === 'died') {
    return new PartDeath(outcome.cause, outcome.tail, outcome.cause.startsWith('killed'))
  }
  return new PartFailure(outcome.problem)
}
