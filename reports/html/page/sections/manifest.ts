import type { Manifest } from '../../../../bench/records/manifest.ts'
import { formatDate } from '../../../format.ts'
import { h } from '../element.ts'

/** What a stranger needs to make the run again. */
export function manifest(record: Manifest): HTMLElement {
  const { software, machine, promptList } = record
  const facts: [string, string][] = [
    ['Run', record.runId],
    ['Started', formatDate(record.startedAt)],
    ['Command', record.command.join(' ')],
    ['Config', `SHA-256 ${record.configSha256}`],
    [
      'Prompts',
      `${promptList.name}: ${promptList.count}, SHA-256 ${promptList.sha256} (${promptList.source})`,
    ],
    ['Seed', String(record.seed)],
    ...record.generators.map(({ model, id, notice }): [string, string] => [
      'Generator',
      `${id} as ${model}${notice === null ? '' : ` (${notice})`}`,
    ]),
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
      `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${machine.os}, ${machine.gpu === null ? 'no GPU used' : `${machine.gpu}${machine.driver === null ? '' : `, driver ${machine.driver}`}`}`,
    ],
  ]
  const weights = record.evaluators.flatMap(({ id, weights: files }) =>
    files.map((file) => ({ id, ...file })),
  )
  return h(
    'section',
    { id: 'manifest', 'aria-labelledby': 'manifest-title' },
    h('h2', { id: 'manifest-title' }, 'Manifest'),
    h(
      'dl',
      { class: 'facts-list wide' },
      facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    h(
      'details',
      {},
      h('summary', {}, 'Evaluators and weights'),
      h(
        'ul',
        { class: 'plain' },
        record.evaluators.map(({ id, version, backbone }) =>
          h('li', {}, `${id}, version ${version}${backbone === null ? '' : `, ${backbone}`}`),
        ),
        weights.map(({ path, bytes, sha256 }) =>
          h('li', {}, h('code', {}, `${path}, ${bytes} bytes, SHA-256 ${sha256}`)),
        ),
      ),
    ),
    h('details', {}, h('summary', {}, 'As JSON'), h('pre', { tabindex: 0 }, JSON.stringify(record, null, 2))),
  )
}
