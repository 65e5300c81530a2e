import { defineConfig } from 'vitest/config'

/** Tests at the full size of VBench (6,220 clips): minutes, so they run on demand: `npm run test:scale`. */
export default defineConfig({
  test: {
    include: ['test/**/*.scale.ts'],
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
