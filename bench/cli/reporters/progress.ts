import type { RunEvent } from '../../records/event.ts'

/** How far the present stage is. */
export interface Progress {
  readonly stage: string
  readonly total: number
  readonly done: number
  readonly cached: number
  readonly failed: number
  readonly startedAtMs: number
  /** `denoise 12/50` of the item in work, where its generator tells; empty otherwise. */
  readonly within: string
}

/** The progress after an event; null outside of stages. */
export function advance(before: Progress | null, event: RunEvent, nowMs: number): Progress | null {
  if (event.type === 'stage-started') {
    const { stage, total, cached } = event
    return { stage, total, done: cached, cached, failed: 0, startedAtMs: nowMs, within: '' }
  }
  if (event.type === 'item-progress' && before?.stage === event.stage) {
    return { ...before, within: `${event.step} ${event.done}/${event.total}` }
  }
  if (event.type === 'item-finished' && before?.stage === event.stage) {
    const done = Math.min(before.done + 1, before.total)
    return { ...before, done, within: '', failed: before.failed + (event.problem === null ? 0 : 1) }
  }
  if (event.type === 'stage-finished' || event.type === 'run-finished') return null
  return before
}

/** `generate 12/48 (2 failed), denoise 7/50, about 35 s left`; the rate counts only what was not cached. */
export function progressText(progress: Progress, nowMs: number): string {
  const { stage, done, total, cached, failed, startedAtMs, within } = progress
  const fresh = done - cached
  const elapsedSeconds = (nowMs - startedAtMs) / 1000
  // Below three items a rate says little.
  const left =
    fresh >= 3 && done < total ? `, about ${duration(((total - done) * elapsedSeconds) / fresh)} left` : ''
  const inside = within === '' ? '' : `, ${within}`
  return `${stage} ${done}/${total}${failed > 0 ? ` (${failed} failed)` : ''}${inside}${left}`
}

/** `3.2 s`, `48 s`, `5 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
