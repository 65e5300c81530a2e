import type { RunEvent } from '../../records/event.ts'
import type { Problem } from '../../records/problem.ts'
import { duration } from './progress.ts'

// Ten show what is wrong; thousands would bury the rest of the log.
const mostOfACode = 10

/**
 * Lines for a log: those of `eventLine`, but of equal warnings and failures in one stage only the first ten, and how many
 * more there were when the stage ends.
 */
export function eventLines(): (event: RunEvent) => string[] {
  const counts = new Map<string, number>()
  return (event) => {
    const line = eventLine(event)
    if (event.type === 'stage-finished' || event.type === 'run-finished') {
      const hidden = [...counts].flatMap(([code, count]) =>
        count > mostOfACode ? [hiddenLine(code, count)] : [],
      )
      counts.clear()
      return line === null ? hidden : [...hidden, line]
    }
    if (line === null) return []
    const code = codeOf(event)
    if (code === null) return [line]
    counts.set(code, (counts.get(code) ?? 0) + 1)
    return counts.get(code)! <= mostOfACode ? [line] : []
  }
}

function codeOf(event: RunEvent): string | null {
  if (event.type === 'warning') return event.problem.code
  return event.type === 'item-finished' ? (event.problem?.code ?? null) : null
}

function hiddenLine(code: string, count: number): string {
  return `… and ${count - mostOfACode} more of ${code} (--reporter jsonl=events.jsonl writes them all)`
}

/** The line that an event deserves in a log, or null for those that only move the progress. */
function eventLine(event: RunEvent): string | null {
  if (event.type === 'run-started') {
    return `${event.resumed ? 'Continuing' : 'Run'} ${event.runId}: ${event.clips} clips, in ${event.path}`
  }
  if (event.type === 'stage-finished') return `${event.stage} done in ${duration(event.seconds)}`
  if (event.type === 'notice') return event.message
  if (event.type === 'warning') return `warning: ${problemLine(event.itemId, event.problem)}`
  if (event.type === 'item-finished' && event.problem !== null) {
    return `failed: ${problemLine(event.itemId, event.problem)}`
  }
  if (event.type === 'stage-started' && event.total > 0 && event.stage !== 'aggregate') {
    const cached = event.cached > 0 ? `, ${event.cached} done before` : ''
    return `${event.stage}: ${event.total} ${event.total === 1 ? 'item' : 'items'}${cached}`
  }
  return null
}

function problemLine(itemId: string | null, { message, remedy }: Problem): string {
  // A message that ends with the output of a program has lines of its own.
  const space = message.includes('\n') ? '\n' : ' '
  return `${itemId === null ? '' : `${itemId}: `}${message}${remedy ? `${space}${remedy}` : ''}`
}
