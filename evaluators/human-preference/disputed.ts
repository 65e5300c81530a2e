import type { Disputed } from '../../bench/records/preference-result.ts'
import { orderedPair, type PairBallot, preferenceOf } from './ballots.ts'
import { countAnswers } from './compare-models.ts'
import type { VotesInput } from './contract.ts'
import { groupBy } from './group-by.ts'

// What someone can watch in a few minutes.
const shownPairs = 8

/** The pairs that most votes contradict each other on: where the fewer of both sides' votes are most. */
export function disputedPairs(
  { study, prompts, clips }: VotesInput,
  ballots: readonly PairBallot[],
): Disputed[] {
  const paths = new Map(
    clips.filter(({ degraded }) => !degraded).map((clip) => [`${clip.promptId} ${clip.model}`, clip.path]),
  )
  const texts = new Map(prompts.map(({ id, text }) => [id, text]))
  const pairs = groupBy(ballots, (ballot) => {
    const { a, b } = orderedPair(ballot)
    return `${ballot.prompt} ${a} ${b}`
  })
  return [...pairs.values()]
    .map((own) => ({ own, ...orderedPair(own[0]!), counts: countAnswers(own.map(preferenceOf)) }))
    .filter(({ counts }) => Math.min(counts.a, counts.b) > 0)
    .sort((x, y) => contradictions(y.counts) - contradictions(x.counts) || lead(x.counts) - lead(y.counts))
    .slice(0, shownPairs)
    .map(({ own, a, b, counts }) => {
      const promptId = study.promptIds[own[0]!.prompt]!
      const shown = (model: string) => ({ model, path: paths.get(`${promptId} ${model}`)! })
      return {
        promptId,
        prompt: texts.get(promptId) ?? promptId,
        a: shown(study.models[a]!),
        b: shown(study.models[b]!),
        counts,
        comments: own.flatMap(({ comment }) => (comment === null || comment === '' ? [] : [comment])),
      }
    })
}

const contradictions = ({ a, b }: Disputed['counts']) => Math.min(a, b)
const lead = ({ a, b }: Disputed['counts']) => Math.abs(a - b)
