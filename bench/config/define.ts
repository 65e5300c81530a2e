import type { ConfigInput } from './schema.ts'

/** The settings that `bench.config.ts` may hold; all of them are optional. */
export type BenchConfig = ConfigInput

/** Types a config file. Returns its argument; checks happen on load. */
export function defineConfig(config: BenchConfig): BenchConfig {
  return config
}
