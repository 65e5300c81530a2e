import type { Review } from '../review/review.ts'
import { columns, print } from './print.ts'
import type { ReviewLinks } from './review-links.ts'

/** What the owner sees when the server has started. */
export function printReview({ state }: Review, links: ReviewLinks, run: string): void {
  const { study } = state
  const made = links.raters.filter(({ link }) => link !== null)
  const earlier = links.raters.length - made.length
  const rows = [
    ['Owner', links.owner],
    ...invitationRow('Open', links.open),
    ...invitationRow('Prolific', links.prolific),
    ...made.map(({ label, link }) => [label, link!]),
  ]
  print(
    [
      `Study of ${study.models.length} models and ${study.promptIds.length} prompts, ${state.slots.length} places for raters.`,
      '',
      columns(rows),
      '',
      ...(earlier === 0 ? [] : [`${earlier} links made before still work; --new-links replaces them.`]),
      'Links are shown this once: keep them. The owner page can make new ones.',
      `Ctrl-C stops the server; \`bench review ${run}\` goes on.`,
    ].join('\n'),
  )
}

const invitationRow = (name: string, link: string | null | undefined) =>
  link === undefined ? [] : [[name, link ?? 'the link made before still works; --new-links replaces it']]
