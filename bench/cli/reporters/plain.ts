import type { RunEvent } from '../../records/event.ts'
import type { Reporter, ReporterContext } from './contract.ts'
import { eventLines } from './event-line.ts'
import { advance, type Progress, progressText } from './progress.ts'

// A log line every 10 s shows that a job lives and stays readable after hours.
const lineEveryMs = 10_000

/** Whole lines at a sane rate, for logs. */
export function plain({ write, now }: ReporterContext): Reporter {
  const linesOf = eventLines()
  let progress: Progress | null = null
  let lastLineMs = 0
  const onEvent = (event: RunEvent) => {
    progress = advance(progress, event, now())
    for (const line of linesOf(event)) write(`${line}\n`)
    if (event.type === 'stage-started') lastLineMs = now()
    if (event.type !== 'item-finished' && event.type !== 'item-progress') return
    if (progress === null || now() - lastLineMs < lineEveryMs) return
    lastLineMs = now()
    write(`${progressText(progress, now())}\n`)
  }
  return { onEvent, finish: () => undefined }
}
