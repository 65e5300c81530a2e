import { sha256 } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import type { Tier } from '../contract.ts'

/** Share of each dimension's prompts. */
const shares = { pr: 0.05, nightly: 0.25, full: 1 } as const satisfies Record<Tier, number>
/** Fewest prompts of a dimension: what a comparison needs for a verdict (docs/variability.md). */
const fewest = 5
/** Part of the ranking, so that another ranking can replace it without being mistaken for it. */
const ranking = 'vbench-tier-1'

/**
 * About 5 %, 25 % or all of a list. Prompts are ranked by a hash of their text; each dimension takes the first of its
 * own, at least five. Every dimension is in each tier, `pr` is part of `nightly`, and a prompt added to the list moves
 * few others. The order of the list stays.
 */
export function selectTier(prompts: readonly Prompt[], tier: Tier): readonly Prompt[] {
  if (tier === 'full') return prompts
  const ranked = prompts
    .map((prompt) => ({ prompt, rank: sha256(`${ranking}\n${prompt.text}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(({ prompt }) => prompt)
  const chosen = new Set<Prompt>()
  for (const dimension of new Set(prompts.flatMap((prompt) => prompt.dimensions))) {
    const own = ranked.filter((prompt) => prompt.dimensions.includes(dimension))
    const count = Math.max(fewest, Math.ceil(shares[tier] * own.length))
    for (const prompt of own.slice(0, count)) chosen.add(prompt)
  }
  return prompts.filter((prompt) => chosen.has(prompt))
}
