import type { RunResult } from '../../../../bench/records/run-result.ts'
import { longNotice, sentence } from '../../../format.ts'
import { h } from '../element.ts'

type Run = Omit<RunResult, 'items' | 'failures'>

/** What these numbers are not, before any number. */
export function notices(run: Run): HTMLElement | null {
  const lines = [
    run.status === 'complete' ? null : `This run is ${run.status}: the numbers cover what was finished.`,
    run.profile.notice === null ? null : sentence(run.profile.notice),
    run.protocol === 'vbench-long' ? sentence(longNotice) : null,
    run.protocol === 'custom' ? 'The prompts are not VBench’s list.' : null,
  ].filter((line) => line !== null)
  if (lines.length === 0) return null
  return h(
    'aside',
    { class: 'notices', 'aria-label': 'Read this first' },
    lines.map((line) => h('p', {}, line)),
  )
}
