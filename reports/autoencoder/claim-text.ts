import type { Claim } from '../../bench/records/autoencoder-result.ts'

type Verdict = Claim['verdict']

export const claimMarks: Readonly<Record<Verdict, string>> = { holds: '✓', differs: '✕', 'not-tested': '–' }

export const claimWords = {
  holds: { text: 'holds', badge: 'pass' },
  differs: { text: 'differs', badge: 'fail' },
  'not-tested': { text: 'not tested', badge: 'untested' },
} as const satisfies Record<Verdict, { text: string; badge: string }>

/** `12 of 15 tested claims hold; 4 were not tested.` */
export function claimTally(claims: readonly Claim[]): string {
  const count = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length
  const tested = claims.length - count('not-tested')
  const rest = count('not-tested') === 0 ? '' : `; ${count('not-tested')} were not tested`
  return `${count('holds')} of ${tested} tested claims hold${rest}.`
}
