import { problemOf } from '../errors.ts'
import { type Reply, requestSchema } from './messages.ts'

export interface TaskServer {
  run(task: unknown): Promise<unknown>
  close(): Promise<void>
}

/**
 * The child's side of a pool: starts the server with the parent's settings, then runs its tasks one after the other.
 * The process ends when the parent says so or is gone. Ctrl-C reaches the whole process group; here it is ignored,
 * because the parent decides what is finished first.
 */
export function serveTasks(start: (settings: unknown) => Promise<TaskServer>): void {
  if (process.send === undefined) throw new Error('Expected to be started by a worker pool')
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit())
  let server: TaskServer | undefined
  let last: Promise<void> = Promise.resolve()
  process.on('message', (message) => {
    last = last.then(() => handle(message))
  })

  async function handle(message: unknown): Promise<void> {
    const request = requestSchema.parse(message)
    const id = request.type === 'task' ? request.id : null
    try {
      if (request.type === 'start') {
        server = await start(request.settings)
        await reply({ type: 'ready' })
      } else if (request.type === 'task') {
        if (server === undefined) throw new Error('Expected `start` before the first task')
        await reply({ type: 'done', id: request.id, result: await server.run(request.task) })
      } else {
        await server?.close()
        process.disconnect()
      }
    } catch (thrown) {
      if (process.env.BENCH_DEBUG === '1') console.error(thrown)
      await reply({ type: 'failed', id, problem: problemOf(thrown) })
    }
  }
}

function reply(message: Reply): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)))
  })
}
