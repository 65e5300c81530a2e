import type { PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { plural } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'

/** What to know before any number. */
export function notices(result: PreferenceResult): HTMLElement | null {
  const { progress, raters, revealedAt, questions } = result
  const excluded = raters.filter((rater) => rater.excluded).length
  const separated = questions.filter(({ kept }) => kept.kind === 'comparison' && kept.separated)
  const lines = [
    revealedAt === null
      ? 'The results are hidden until the owner of the study reveals them. What is shown here tells nothing of who is preferred.'
      : null,
    progress.answered < progress.planned
      ? `The study is not complete: ${progress.answered} of ${progress.planned} items have an answer that counts.`
      : null,
    excluded > 0
      ? `${plural(excluded, 'rater')} left out; the results with all raters stand beside those without them.`
      : null,
    separated.length > 0
      ? `In ${separated.map(({ title }) => title.toLowerCase()).join(', ')} some model never lost, or never won. Its strength rests on a penalty, and its interval is too narrow.`
      : null,
  ].filter((line) => line !== null)
  if (lines.length === 0) return null
  return h(
    'aside',
    { class: 'notices', 'aria-label': 'Read this first' },
    lines.map((line) => h('p', {}, line)),
  )
}
