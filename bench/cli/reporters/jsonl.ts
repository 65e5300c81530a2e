import type { Reporter, ReporterContext } from './contract.ts'

/** Every event as one JSON line. */
export function jsonl({ write }: ReporterContext): Reporter {
  return { onEvent: (event) => write(`${JSON.stringify(event)}\n`), finish: () => undefined }
}
