import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../../errors.ts'
import { Tail } from './tail.ts'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface SpawnOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * A program with all that it starts: it leads a process group of its own, so that nothing stays behind, and a
 * terminal's Ctrl-C reaches the harness alone.
 */
export class ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams
  /** The end of what it wrote to stderr. */
  readonly tail = new Tail()
  /** Settles when the program itself has ended; rejects with BenchError PROCESS_NOT_FOUND when it can't start. */
  readonly ended: Promise<Ending>
  #isRunning = true
  readonly #closed: Promise<unknown>

  constructor(argv: readonly string[], { cwd, env }: SpawnOptions) {
    this.child = spawn(argv[0]!, argv.slice(1), {
      cwd,
      env,
      stdio: 'pipe',
      detached: true,
      windowsHide: true,
    })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => this.tail.push(text))
    // A program may end before it has read its input; its ending tells what happened.
    this.child.stdin.on('error', () => undefined)
    this.#closed = new Promise((resolve) => this.child.once('close', resolve))
    this.ended = this.#watch(argv[0]!)
    // Whoever awaits it sees the error; nobody may be waiting yet.
    this.ended.catch(() => undefined)
    keepTrack(this)
  }

  /** Asks the group to end, and makes it after `graceSeconds`. Resolves when it is gone. */
  async stop(graceSeconds: number): Promise<void> {
    this.#signal('SIGTERM')
    const ended = this.ended.catch(() => undefined)
    await Promise.race([ended, sleep(graceSeconds * 1000, null, { ref: false })])
    this.kill()
    await ended
  }

  /** Ends the group at once, without waiting. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  async #watch(program: string): Promise<Ending> {
    try {
      return await new Promise<Ending>((resolve, reject) => {
        this.child.on('error', reject)
        this.child.once('exit', (code, signal) => resolve({ code, signal }))
      })
    } catch (thrown) {
      throw notFound(program, thrown as NodeJS.ErrnoException)
    } finally {
      // What the program started and left behind goes with it, and then lets go of its pipes.
      this.kill()
      this.#isRunning = false
      running.delete(this)
      await this.#drain()
    }
  }

  /** Waits for the last output, but not for a stray child that left the group and holds the pipes open. */
  async #drain(): Promise<void> {
    if (this.child.pid === undefined) return
    await Promise.race([this.#closed, sleep(drainMilliseconds)])
    this.child.stdout.destroy()
    this.child.stderr.destroy()
    this.child.stdin.destroy()
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.child
    // Once it has ended its number may be another program's.
    if (pid === undefined || !this.#isRunning) return
    try {
      process.kill(-pid, signal)
    } catch {
      // No such group: it is gone already, or the platform has none and the program is all that there is.
      this.child.kill(signal)
    }
  }
}

/** How long output may trail behind the end of its program. */
const drainMilliseconds = 300

/** Groups that are not to outlive this process, however it ends. */
const running = new Set<ProcessGroup>()

function keepTrack(group: ProcessGroup): void {
  if (!process.listeners('exit').includes(killAll)) process.on('exit', killAll)
  running.add(group)
}

function killAll(): void {
  for (const group of running) group.kill()
}

function notFound(command: string, { code, message }: NodeJS.ErrnoException): BenchError {
  const found =
    code === 'ENOENT' ? 'there is no such program' : code === 'EACCES' ? 'it is not executable' : message
  return new BenchError('PROCESS_NOT_FOUND', { command, found })
}

/** `exit code 3`, `signal SIGKILL`. */
export function endingText({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`
}
