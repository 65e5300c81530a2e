import type { Settings } from '../../config/settings.ts'

/** One line of `bench doctor`. */
export interface Check {
  readonly name: string
  /** `missing` stops a run, `optional` does not. */
  readonly status: 'ok' | 'optional' | 'missing'
  readonly text: string
  /** Null when there is nothing to do. */
  readonly remedy: string | null
}

export type Checker = (settings: Settings) => Promise<readonly Check[]>

export function ok(name: string, text: string): Check {
  return { name, status: 'ok', text, remedy: null }
}

export function missing(name: string, text: string, remedy: string): Check {
  return { name, status: 'missing', text, remedy }
}

/** The check, or what its failure says: a part that can't be loaded is missing. */
export async function guarded(name: string, remedy: string, check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check()
  } catch (error) {
    return [missing(name, error instanceof Error ? error.message.split('\n')[0]! : String(error), remedy)]
  }
}
