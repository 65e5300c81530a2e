import { problem } from '../../bench/errors.ts'
import type { PartSpec } from '../../bench/profile/part.ts'
import { type PartChild, PartDeath, PartFailure, type PartHost } from '../../bench/profile/part-host.ts'
import type { PartRun } from '../../bench/profile/part-server.ts'

/** What one run of a part does instead of running: seconds that it claims, or an end. */
export type FakeRun = number | 'dies' | 'is killed' | 'fails'

/** Processes that claim times. `log` gets every start, run and stop. */
export function fakePartHost(timeOf: (part: PartSpec, run: number) => FakeRun, log: string[] = []): PartHost {
  return {
    async start({ parts }) {
      log.push(`start ${parts.length}`)
      const counts = parts.map(() => 0)
      const child: PartChild = {
        prepare: (index) => child.run(index),
        async run(index): Promise<PartRun> {
          const outcome = timeOf(parts[index]!, counts[index]!++)
          if (outcome === 'dies') throw new PartDeath('exit code 1', 'last words', false)
          if (outcome === 'is killed') throw new PartDeath('killed by SIGKILL', '', true)
          if (outcome === 'fails')
            throw new PartFailure(problem('PROFILE_SHAPE', { path: 'x.onnx', found: '1', expected: '2' }))
          return { seconds: outcome, cpuSeconds: 0, peakBytes: 300 * 2 ** 20 }
        },
        async stop() {
          log.push('stop')
        },
      }
      return child
    },
  }
}
