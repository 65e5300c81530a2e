import type { Reporter, ReporterContext } from './contract.ts'
import { defaultReporter } from './default.ts'
import { github } from './github.ts'
import { jsonl } from './jsonl.ts'
import { plain } from './plain.ts'
import { silent } from './silent.ts'

/** Live reporters by name. Files that are written after a run are report formats (reports/table.ts). */
export const reporters = {
  default: defaultReporter,
  plain,
  jsonl,
  github,
  silent,
} as const satisfies Record<string, (context: ReporterContext) => Reporter>
export type ReporterName = keyof typeof reporters
