import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // most tests wait for child processes, so that two at a time pay on two cores; vitest's own default there is one
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    // a browser among other tests on two cores
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
  },
})
