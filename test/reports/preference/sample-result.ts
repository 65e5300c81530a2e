import { studyResult } from '../../../bench/cli/preference/study-result.ts'
import type { PreferenceGate } from '../../../bench/records/preference-gate.ts'
import type { PreferenceResult } from '../../../bench/records/preference-result.ts'
import type { Form } from '../../../bench/records/vote.ts'
import { madeUpResult } from '../../support/run-result.ts'
import { careful, simulatedVotes, type VotingWorld } from '../../support/simulated-votes.ts'

const pairwise: Form = {
  kind: 'pairwise',
  aspects: ['visual-quality', 'prompt-following', 'motion-quality'],
  comment: true,
}

export const sampleWorld: VotingWorld = {
  models: ['Ours 2.0', '<img src=x onerror=alert(1)>', '=SUM(A1)'],
  strengths: [0.8, 0, -0.8],
  prompts: 8,
  form: pairwise,
  tempers: [...careful(6), 'lazy', 'random'],
  tie: -0.5,
  sideBias: 0.4,
  bothBad: 0.4,
  cantJudge: 0.06,
  clipSpread: 0.4,
  settings: { goldRate: 0.4, repeatRate: 0.3 },
  scores: { 'imaging-quality': 0.8, 'motion-smoothness': 0.2 },
}
const gates: PreferenceGate[] = [
  { level: 'error', question: 'visual-quality', model: 'Ours 2.0', min: 0.5, bound: 'value' },
  { level: 'warn', question: 'motion-quality', model: 'Ours 2.0', min: 0.95, bound: 'low' },
]

/** The result of a simulated study; the same for the same arguments. */
export function sampleResult(change: Partial<VotingWorld> = {}, revealed = true): PreferenceResult {
  const input = {
    ...simulatedVotes({ ...sampleWorld, ...change }, 7),
    bootstrap: { resamples: 60, level: 0.95 },
  }
  const revealedAtMilliseconds = revealed ? Date.UTC(2026, 10, 22, 11) : null
  const { manifest } = madeUpResult()
  const standing = input.answers.length
  return {
    ...studyResult({ input, votes: [], revealedAtMilliseconds }, manifest, {
      bootstrap: input.bootstrap,
      gates,
    }),
    createdAt: '2026-11-22T12:00:00.000Z',
    status: 'incomplete',
    votes: { received: standing, standing, replaced: 0, comments: 3 },
  }
}

export const rating: Partial<VotingWorld> = {
  form: { kind: 'rating', aspects: ['visual-quality', 'motion-quality'], comment: false },
}
