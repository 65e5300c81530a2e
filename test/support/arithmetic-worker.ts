import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '../../bench/errors.ts'
import { serveTasks } from '../../bench/workers/serve.ts'

// A child of the pool whose tasks say how it is to behave.
serveTasks(async (settings) => {
  const { factor } = settings as { factor: number }
  return {
    run: async (message) => {
      const task = message as { do: string; value: number }
      return behaviours[task.do]!(task.value * factor)
    },
    close: async () => undefined,
  }
})

const behaviours: Record<string, (value: number) => unknown> = {
  double: (value) => Float32Array.of(value),
  pid: () => process.pid,
  throw: () => {
    throw new BenchError('VIDEO_UNREADABLE', { path: 'clip.mp4', found: 'no picture' })
  },
  die: () => {
    process.stderr.write('something is very wrong\n')
    process.exit(7)
  },
  kill: () => process.kill(process.pid, 'SIGKILL') && new Promise(() => undefined),
  hang: () => {
    while (true);
  },
  'die-first-time': () => {
    const mark = join(tmpdir(), `bench-test-died-${process.ppid}`)
    if (existsSync(mark)) {
      rmSync(mark)
      return 'second life'
    }
    writeFileSync(mark, '')
    process.exit(1)
  },
}
