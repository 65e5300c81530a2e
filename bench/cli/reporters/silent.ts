import type { Reporter } from './contract.ts'

/** Shows nothing. */
export function silent(): Reporter {
  return { onEvent: () => undefined, finish: () => undefined }
}
