import type { Suite } from './contract.ts'
import { vbench } from './vbench/index.ts'

/** Every suite, in the order of lists and help. */
export const suites = { vbench } as const satisfies Readonly<Record<string, Suite>>

export type SuiteId = keyof typeof suites
