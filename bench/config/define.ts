import type { z } from 'zod'
import type { ReportId } from '../../reports/table.ts'
import type { GeneratorId, generators } from '../generators/table.ts'
import type { DimensionId, TotalName } from '../records/dimension.ts'
import type { ConfigInput } from './schema.ts'

/** One source of clips with the options of its kind. */
export type GeneratorConfig = {
  [K in GeneratorId]: { kind: K } & z.input<(typeof generators)[K]['options']>
}[GeneratorId]

/** The settings that `bench.config.ts` may hold; all of them are optional. */
export type BenchConfig = Omit<ConfigInput, 'generators' | 'dimensions' | 'formats' | 'gates'> & {
  /** One source of clips, or one for each model. */
  generators?: GeneratorConfig | GeneratorConfig[]
  /** All of the suite when left out. */
  dimensions?: DimensionId[]
  /** Files of the report folder. */
  formats?: ReportId[]
  /** Rules by dimension, or for `quality`, `semantic`, `i2v`, `total`. */
  gates?: Partial<Record<DimensionId | TotalName, NonNullable<ConfigInput['gates']>[string]>>
}

/** Types a config file. Returns its argument; checks happen on load. */
export function defineConfig(config: BenchConfig): BenchConfig {
  return config
}
