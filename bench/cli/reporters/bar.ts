import type { RunEvent } from '../../records/event.ts'
import { colours } from '../colours.ts'
import type { Reporter, ReporterContext } from './contract.ts'
import { eventLines } from './event-line.ts'
import { advance, type Progress, progressText } from './progress.ts'

// 10 redraws a second look smooth and cost nothing.
const redrawEveryMs = 100
const barWidth = 24
// Erase the line: ECMA-48, section 8.3.41 (EL).
const eraseLine = '\r\x1b[2K'

/** One line that is redrawn on a terminal, with lasting lines above it for what must not scroll away. */
export function bar({ write, now, columns, env }: ReporterContext): Reporter {
  const paint = colours({ isTTY: true }, env)
  const linesOf = eventLines()
  let progress: Progress | null = null
  let lastDrawMs = 0
  const draw = () => {
    lastDrawMs = now()
    if (progress === null || progress.total === 0) return
    const filled = Math.round((progress.done / progress.total) * barWidth)
    const rest = columns - barWidth - 2
    const label = progressText(progress, now()).slice(0, Math.max(0, rest))
    write(
      `${eraseLine}${paint.green('━'.repeat(filled))}${paint.dim('─'.repeat(barWidth - filled))} ${label}`,
    )
  }
  const onEvent = (event: RunEvent) => {
    progress = advance(progress, event, now())
    const lines = linesOf(event)
    for (const line of lines) write(`${eraseLine}${colour(event, paint)(line)}\n`)
    if (lines.length > 0) draw()
    else if (now() - lastDrawMs >= redrawEveryMs) draw()
  }
  return { onEvent, finish: () => write(eraseLine) }
}

function colour(event: RunEvent, paint: ReturnType<typeof colours>): (text: string) => string {
  if (event.type === 'warning' || event.type === 'notice') return paint.yellow
  if (event.type === 'item-finished') return paint.red
  return paint.dim
}
