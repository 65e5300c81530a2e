import type { Checker } from './check.ts'
import { engines } from './engines.ts'
import { nodeVersion } from './node-version.ts'
import { outputFolder } from './output-folder.ts'
import { video } from './video.ts'
import { weights } from './weights.ts'

export type { Check } from './check.ts'

/** What `bench doctor` looks at, in the order in which it is shown. */
export const checks: readonly Checker[] = [nodeVersion, engines, video, outputFolder, weights]
