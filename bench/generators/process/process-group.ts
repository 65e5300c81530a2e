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
    this.ended = this.#watch(argv[0]!)
    // Whoever awaits it sees the error; nobody may be waiting yet.
    this.ended.catch(() => undefined)
    running.add(this)
  }

  /** Asks the group to end, and makes it after `graceSeconds`. Resolves when it is gone. */
  async stop(graceSeconds: number): Promise<void> {
    if (this.#isRunning) {
      this.#signal('SIGTERM')
      await Promise.race([
        this.ended.catch(() => undefined),
        sleep(graceSeconds * 1000, null, { ref: false }),
      ])
    }
    this.kill()
    await this.ended.catch(() => undefined)
  }

  /** Ends the group at once, without waiting. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  async #watch(program: string): Promise<Ending> {
    try {
      const ending = await new Promise<Ending>((resolve, reject) => {
        this.child.once('error', reject)
        this.child.once('exit', (code, signal) => resolve({ code, signal }))
      })
      await this.#drain()
      return ending
    } catch (thrown) {
      throw notFound(program, thrown as NodeJS.ErrnoException)
    } finally {
      this.#isRunning = false
      // What the program started and left behind goes with it.
      this.kill()
      running.delete(this)
    }
  }

  /** Waits for the last output, but not for a stray child that holds the pipes open. */
  async #drain(): Promise<void> {
    const closed = new Promise((resolve) => this.child.once('close', resolve))
    await Promise.race([closed, sleep(drainMilliseconds)])
    this.child.stdout.destroy()
    this.child.stderr.destroy()
    this.child.stdin.destroy()
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.child
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // No such group: it is gone already, or the platform has none and the program is all that there is.
      if (this.#isRunning) this.child.kill(signal)
    }
  }
}

/** How long output may trail behind the end of its program. */
const drainMilliseconds = 300

/** Groups that are not to outlive this process, however it ends. */
const running = new Set<ProcessGroup>()
process.on('exit', () => {
  for (const group of running) group.kill()
})

function notFound(command: string, { code, message }: NodeJS.ErrnoException): BenchError {
  const found =
    code === 'ENOENT' ? 'there is no such program' : code === 'EACCES' ? 'it is not executable' : message
  return new BenchError('PROCESS_NOT_FOUND', { command, found })
}

/** `exit code 3`, `signal SIGKILL`. */
export function endingText({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`
}
