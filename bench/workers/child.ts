import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { BenchError } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { type Reply, type Request, replySchema } from './messages.ts'

/** How a child ended, with the last lines that it wrote. */
export interface Death {
  readonly cause: string
  readonly tail: string
}

export type TaskOutcome =
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly problem: Problem }
  | ({ readonly type: 'died' } & Death)

/** One child process that runs one task at a time. */
export interface Child {
  run(id: number, task: unknown): Promise<TaskOutcome>
  /** Ends it at once; a task in work has then died. */
  kill(): void
  /** Asks it to end, and ends it when it does not within a few seconds. */
  stop(): Promise<void>
}

// The sources are TypeScript and run as they are, in children too: the same loader as bench/cli/bin.mjs.
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
// Enough for a stack trace; a crash that floods its log is cut to the end of it.
const tailCharacters = 2_000
const stopPatienceMs = 5_000

/** Starts the module in a child and waits until it is ready. Throws WORKER_BROKEN when it ends before that. */
export async function startChild(module: string, settings: unknown): Promise<Child> {
  // Advanced serialization carries typed arrays. stdout is captured as well: a library that prints must not reach the user's data.
  const child = fork(module, {
    execArgv: ['--import', loader],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const death = watchDeath(child)
  let listener: (reply: Reply) => void = () => undefined
  child.on('message', (message) => {
    // Libraries inside the child may send messages of their own.
    const reply = replySchema.safeParse(message)
    if (reply.success) listener(reply.data)
  })
  const ask = (request: Request): Promise<Reply | ({ readonly type: 'died' } & Death)> => {
    const reply = new Promise<Reply>((resolve) => {
      listener = resolve
    })
    // A send that fails means that the child is ending; `death` says how.
    child.send(request, () => undefined)
    return Promise.race([reply, death.then((found) => ({ type: 'died' as const, ...found }))])
  }
  const started = await ask({ type: 'start', settings })
  if (started.type === 'died') throw broken(module, started)
  if (started.type === 'failed') throw broken(module, { cause: started.problem.message, tail: '' })
  return {
    run: async (id, task) => {
      const reply = await ask({ type: 'task', id, task })
      if (reply.type === 'ready') throw new Error('A worker said ready twice')
      return reply
    },
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      if (child.connected) child.send({ type: 'stop' } satisfies Request, () => undefined)
      const patience = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs)
      await death
      clearTimeout(patience)
    },
  }
}

const broken = (module: string, { cause, tail }: Death) =>
  new BenchError('WORKER_BROKEN', { module, cause, tail: tail === '' ? '' : `\n${tail}` })

function watchDeath(child: ChildProcess): Promise<Death> {
  let tail = ''
  const keep = (chunk: Buffer) => {
    tail = `${tail}${chunk.toString()}`.slice(-tailCharacters)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ cause: error.message, tail }))
    // `close` comes after the last bytes of stderr, `exit` before.
    child.on('close', (code, signal) => resolve({ cause: causeOf(code, signal), tail: tail.trim() }))
  })
}

function causeOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'killed by SIGKILL, as the system does when memory runs out'
  return signal === null ? `exit code ${code}` : `killed by ${signal}`
}
