// What server and pages agree on by value. No imports: the page's script carries only what is here.

/** Pages. Secrets stand behind '#', where no server log, no proxy and no Referer sees them: `/rate#<rater token>`. */
export const pagePaths = {
  /** `/rate#<rater token>`; without a token the browser's cookie counts. */
  rate: '/rate',
  /** `/join#<invitation>`: makes a new rater, or goes on with the cookie's. */
  join: '/join',
  /** `/prolific?invite=…&PROLIFIC_PID=…&STUDY_ID=…&SESSION_ID=…` */
  prolific: '/prolific',
  /** `/owner#<owner token>` */
  owner: '/owner',
} as const

/**
 * What the pages ask for, each with the types of api.ts. Tokens go into `Authorization: Bearer <token>`; a rater without
 * one is known by the cookie that joining set. Bodies are JSON. A refusal has status 400 and up and an ErrorAnswer.
 */
export const apiPaths = {
  /** POST JoinRequest → JoinAnswer */
  join: '/api/join',
  /** GET → SessionAnswer */
  session: '/api/session',
  /** GET `?count=1…10` → ItemsAnswer: the next items to judge, the one on show first. Asking changes nothing. */
  items: '/api/items',
  /** POST VotesRequest → VotesAnswer, in the order of the list. Send one request at a time, oldest vote first. */
  votes: '/api/votes',
  /** POST TroubleRequest → ItemsAnswer: sets an item aside that this browser can't show. */
  trouble: '/api/trouble',
  /** GET → OverviewAnswer */
  ownerOverview: '/api/owner/overview',
  /** POST AddRaterRequest → LinkAnswer */
  ownerRaters: '/api/owner/raters',
  /** POST RaterStateRequest → OverviewAnswer */
  ownerState: '/api/owner/state',
  /** POST LinkRequest → LinkAnswer: a new link for a rater, whose old one ends. */
  ownerLink: '/api/owner/link',
  /** POST {} → ResultsAnswer: shows the results from now on; this is written down. */
  ownerReveal: '/api/owner/reveal',
  /** GET → ResultsAnswer; refused with `not-revealed` before. */
  ownerResults: '/api/owner/results',
  /** GET `?format=csv|json` → a file; refused with `not-revealed` before: it names models beside votes. */
  ownerExport: '/api/owner/export',
} as const

/** Scripts, styles and fonts of the pages. */
export const assetsPath = '/assets/'

/** `/media/<id of the item>/<first, second or clip>`: ranges work. The id is its own permission. */
export const mediaPath = '/media/'

/** Most votes in one request; an outbox that holds more sends the oldest first. */
export const votesPerRequest = 20

/** Most items in one answer. */
export const itemsPerRequest = 10
