import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { main } from '../../bench/cli/main.ts'

const bin = fileURLToPath(new URL('../../bench/cli/bin.mjs', import.meta.url))

export interface CommandOutcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real command line in a child process. Settings of the machine that runs the tests are kept out. */
export function bench(
  args: readonly string[],
  options: {
    readonly cwd: string
    readonly env?: NodeJS.ProcessEnv
    /** Called with all of stderr so far whenever it grows. */
    readonly onStderr?: (text: string, child: ChildProcess) => void
  },
): Promise<CommandOutcome> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(BENCH_|GITHUB_|CI$|NO_COLOR$|FORCE_COLOR$|VITEST)/.test(name),
  )
  const env = { ...Object.fromEntries(kept), ...options.env }
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    options.onStderr?.(stderr, child)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** The same in this process, which is faster: for what needs no folder and no variables of its own. */
export async function benchHere(args: readonly string[]): Promise<CommandOutcome> {
  const written = { stdout: '', stderr: '' }
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name]
    const write = stream.write
    stream.write = ((text: string) => {
      written[name] += text
      return true
    }) as typeof stream.write
    return () => {
      stream.write = write
    }
  })
  try {
    const status = await main(args)
    return { status, ...written }
  } finally {
    for (const undo of restore) undo()
  }
}
