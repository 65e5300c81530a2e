import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { formatDate } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { formatBytes } from '../../quantities.ts'
import { section } from '../section.ts'

/** What a stranger needs to make the run again. */
export function manifest({ manifest: record }: AutoencoderResult): HTMLElement {
  const { software, machine } = record
  const gpu =
    machine.gpu === null
      ? 'no GPU used'
      : `${machine.gpu}${machine.driver === null ? '' : `, driver ${machine.driver}`}`
  const facts: [string, string][] = [
    ['Run', record.runId],
    ['Started', formatDate(record.startedAt)],
    ['Command', record.command.join(' ')],
    ['Config', `SHA-256 ${record.configSha256}`],
    ['Seed', String(record.seed)],
    ['Software', `opensora-bench ${software.bench}, Node ${software.node}, decoder ${software.decoder}`],
    [
      'Packages',
      Object.entries(software.packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Git commit', software.gitCommit ?? 'not a git checkout'],
    [
      'Machine',
      `${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.os}, ${gpu}`,
    ],
  ]
  return section(
    'manifest',
    'Manifest',
    h(
      'dl',
      { class: 'facts-list wide' },
      facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    h('details', {}, h('summary', {}, 'As JSON'), h('pre', { tabindex: 0 }, JSON.stringify(record, null, 2))),
  )
}
