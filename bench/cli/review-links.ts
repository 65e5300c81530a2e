import { BenchError } from '../errors.ts'
import { raterLink } from '../review/owner-routes.ts'
import { pagePaths } from '../review/paths.ts'
import type { Review } from '../review/review.ts'
import type { ReviewServer } from '../review/server.ts'
import type { ReviewSettings } from './review.ts'

/** Everything that the owner hands out. A link is shown once; null: made before, and still good. */
export interface ReviewLinks {
  readonly origin: string
  readonly owner: string
  readonly raters: readonly { readonly label: string; readonly link: string | null }[]
  readonly open?: string | null
  readonly prolific?: string | null
}

/** Makes the links that are asked for and not there yet. Throws REVIEW_PLACES when the study is too small for them. */
export async function reviewLinks(
  review: Review,
  settings: ReviewSettings,
  { origin, ownerLink }: ReviewServer,
): Promise<ReviewLinks> {
  const raters = [
    ...(await earlierRaters(review, settings.newLinks)),
    ...(await newRaters(review, 'link', newRaterCount(review, settings))),
  ]
  const open = settings.open ? await invitation(review, 'open', settings.newLinks) : undefined
  const prolific = settings.prolific ? await invitation(review, 'prolific', settings.newLinks) : undefined
  return {
    origin,
    owner: ownerLink,
    raters: raters.map(({ label, token }) => ({ label, link: token && raterLink(origin, token) })),
    ...(open === undefined ? {} : { open: open && `${origin}${pagePaths.join}#${open}` }),
    ...(prolific === undefined ? {} : { prolific: prolific && prolificLink(origin, prolific) }),
  }
}

interface RaterToken {
  readonly label: string
  readonly token: string | null
}

/** Those who came by an invitation have no link to be handed out. */
async function earlierRaters(review: Review, newLinks: boolean): Promise<RaterToken[]> {
  const found: RaterToken[] = []
  for (const desk of [...review.state.desks.values()]) {
    const { origin, label, state } = desk.rater
    if (origin !== 'link' || state.kind === 'revoked') continue
    found.push({ label, token: newLinks ? await review.newLink(desk, 'end') : null })
  }
  return found
}

/** Without a number: a link for every place of a study that nobody was invited to yet. */
function newRaterCount(review: Review, { raters, open, prolific }: ReviewSettings): number {
  const { desks, slots } = review.state
  const count = raters ?? (desks.size === 0 && !open && !prolific ? slots.length : 0)
  return count
}

/** Throws REVIEW_PLACES before it adds anyone. */
export async function newRaters(
  review: Review,
  origin: 'link' | 'offline',
  count: number,
): Promise<RaterToken[]> {
  const free = review.freePlaces()
  if (count > free) throw new BenchError('REVIEW_PLACES', { found: free, expected: count })
  const found: RaterToken[] = []
  for (let index = 0; index < count; index++) {
    const { desk, token } = await review.addRater(origin, `Rater ${review.state.desks.size + 1}`)
    found.push({ label: desk.rater.label, token })
  }
  return found
}

/** One that was handed out before must go on working after a restart. */
async function invitation(
  review: Review,
  purpose: 'open' | 'prolific',
  newLinks: boolean,
): Promise<string | null> {
  const isThere = [...review.state.tokens.values()].some((token) => token.purpose === purpose)
  return isThere && !newLinks ? null : review.newInvitation(purpose)
}

/** Prolific fills in the words in braces: https://researcher-help.prolific.com, "URL parameters". */
const prolificLink = (origin: string, token: string) =>
  `${origin}${pagePaths.prolific}?invite=${token}` +
  '&PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}'
