import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { plural } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { failureWhere } from '../../failure-text.ts'
import { formatBytes } from '../../quantities.ts'
import { section } from '../section.ts'

const causes = {
  refused: 'refused before anything was loaded',
  failed: 'failed',
  died: 'its process died',
  killed: 'its process was killed by the system',
} as const

/** What did not run, and what to do. */
export function failures(result: AutoencoderResult): HTMLElement | null {
  if (result.failures.length === 0) return null
  return section(
    'failures',
    plural(result.failures.length, 'failure'),
    h(
      'ul',
      { class: 'failures listed' },
      result.failures.map((failure) => {
        const { cause, problem, neededBytes, availableBytes } = failure
        const memory =
          neededBytes === null || availableBytes === null
            ? null
            : `Needs ${formatBytes(neededBytes)}, ${formatBytes(availableBytes)} are free.`
        return h(
          'li',
          {},
          h('strong', {}, failureWhere(result, failure)),
          h('span', { class: 'muted' }, `, ${causes[cause]} (${problem.code})`),
          h('p', {}, problem.message, memory === null ? null : ` ${memory}`),
          problem.remedy === undefined
            ? null
            : h('p', { class: 'remedy' }, h('strong', {}, 'What to do: '), problem.remedy),
        )
      }),
    ),
  )
}
