import type { Suite } from './contract.ts'
import { vbench } from './vbench/index.ts'
import { vbenchI2v } from './vbench-i2v/index.ts'

/** Every suite, in the order of lists and help. */
export const suites = { vbench, 'vbench-i2v': vbenchI2v } as const satisfies Readonly<Record<string, Suite>>
export type SuiteId = keyof typeof suites
