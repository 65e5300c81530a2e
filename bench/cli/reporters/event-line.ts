import type { RunEvent } from '../../records/event.ts'
import type { Problem } from '../../records/problem.ts'
import { duration } from './progress.ts'

/** The line that an event deserves in a log, or null for those that only move the progress. */
export function eventLine(event: RunEvent): string | null {
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
  return `${itemId === null ? '' : `${itemId}: `}${message}${remedy ? ` ${remedy}` : ''}`
}
