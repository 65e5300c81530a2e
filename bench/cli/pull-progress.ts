import type { HubProgress } from '../weights/hub/hub.ts'
import { duration } from './reporters/progress.ts'

interface Terminal {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  readonly now: () => number
  readonly columns: number
}

export interface PullProgress {
  onProgress(progress: HubProgress): void
  /** Removes the line that is redrawn. */
  finish(): void
}

// 10 redraws a second look smooth; in a log, a line every 10 s shows that it lives.
const redrawEveryMs = { terminal: 100, log: 10_000 }
// Erase the line: ECMA-48, section 8.3.41 (EL).
const eraseLine = '\r\x1b[2K'

/** Shows downloads on stderr: one line that is redrawn on a terminal, whole lines at a sane rate elsewhere. */
export function pullProgress({ write, isTerminal, now, columns }: Terminal): PullProgress {
  let file = { name: '', stage: '', startMs: 0, startBytes: 0, lastMs: 0 }
  const erase = isTerminal ? eraseLine : ''
  const pauseMs = isTerminal ? redrawEveryMs.terminal : redrawEveryMs.log
  return {
    onProgress(progress) {
      const { name, stage, doneBytes } = progress
      const event = eventText(progress)
      if (event !== null) write(`${erase}${event}\n`)
      else if (name !== file.name || stage !== file.stage) {
        file = { name, stage, startMs: now(), startBytes: doneBytes, lastMs: now() }
      } else if (now() - file.lastMs >= pauseMs) {
        file.lastMs = now()
        const bytesPerSecond = (1000 * (doneBytes - file.startBytes)) / (now() - file.startMs)
        const text = runningText(progress, bytesPerSecond)
        write(isTerminal ? `${erase}${text.slice(0, columns - 1)}` : `${text}\n`)
      }
    },
    finish: () => write(erase),
  }
}

/** What stays to be read, or null for steps within a file. */
function eventText({ name, stage, totalBytes, note }: HubProgress): string | null {
  if (stage === 'list') return `${name}: asking for ${totalBytes > 0 ? bytesText(totalBytes) : 'its files'}`
  if (stage === 'present') return `${name}: here already`
  if (stage === 'done') return `${name}: ${bytesText(totalBytes)}, done`
  if (stage === 'retry' || stage === 'wait') return `${name}: ${note}`
  return null
}

function runningText({ name, stage, doneBytes, totalBytes }: HubProgress, bytesPerSecond: number): string {
  const done = `${bytesText(doneBytes)} of ${bytesText(totalBytes)}`
  if (stage === 'check') return `${name}: checked ${done}`
  if (!(bytesPerSecond > 0)) return `${name}: ${done}`
  const left = duration((totalBytes - doneBytes) / bytesPerSecond)
  return `${name}: ${done}, ${bytesText(bytesPerSecond)}/s, about ${left} left`
}

/** `45.1 GB`, `4.0 MB`, `310 kB`, `16 bytes`: powers of ten, as the hub's pages and disks. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} bytes`
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value.toFixed(power === 1 ? 0 : 1)} ${['kB', 'MB', 'GB'][power - 1]}`
}
