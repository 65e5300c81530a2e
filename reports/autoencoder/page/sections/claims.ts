import type { AutoencoderResult, Claim } from '../../../../bench/records/autoencoder-result.ts'
import { missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { claimMarks, claimTally, claimWords } from '../../claim-text.ts'
import { variantName } from '../../names.ts'
import { formatDeviation, formatIn } from '../../quantities.ts'
import { knownMark } from '../known-mark.ts'
import { lead, section } from '../section.ts'
import { stacked, table } from '../table.ts'

/** What was published, ticked or not. */
export function claims(result: AutoencoderResult): HTMLElement | null {
  if (result.claims.length === 0) return null
  return section(
    'claims',
    'Published claims',
    lead(
      `${claimTally(result.claims)} A claim holds when ours deviates by no more than the tolerance beside it.`,
    ),
    table(
      'Published claims',
      [
        { title: 'Claim' },
        { title: '' },
        { title: 'Published', isNumber: true },
        { title: 'Ours', isNumber: true },
        { title: 'Known' },
        { title: 'Deviation', isNumber: true },
        { title: 'Note' },
      ],
      result.claims.map((claim) => ({ cells: claimCells(claim) })),
    ),
  )
}

function claimCells(claim: Claim) {
  const { title, unit, published, found, foundInterval, foundKind, deviation, tolerance, verdict } = claim
  const interval =
    foundInterval === null ? null : `${formatIn(foundInterval[0], '')} to ${formatIn(foundInterval[1], '')}`
  const { badge, text } = claimWords[verdict]
  return [
    [variantName(title), h('small', { class: 'wrap source' }, claim.source)],
    h('span', { class: `badge ${badge}` }, `${claimMarks[verdict]} ${text}`),
    formatIn(published, unit),
    stacked(formatIn(found, unit), interval),
    foundKind === null ? missing : knownMark(foundKind),
    stacked(
      formatDeviation(deviation),
      verdict === 'not-tested' || tolerance === 0 ? null : `± ${formatDeviation(tolerance).replace('+', '')}`,
    ),
    h('span', { class: 'muted wrap' }, claim.note),
  ]
}
