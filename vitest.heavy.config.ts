import { defineConfig } from 'vitest/config'

/** Tests that take minutes: full size of VBench, kills, fuzzing. Each has a script of its own; `npm run test:heavy` runs all. */
export default defineConfig({
  test: {
    include: ['test/**/*.heavy.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 900_000,
    // a browser among other tests on two cores
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
})
