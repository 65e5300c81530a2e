import type {
  AnswerCounts,
  ComparisonAnalysis,
  Estimate,
  PairResult,
} from '../../bench/records/preference-result.ts'
import type { SideAnswer } from '../../bench/records/vote.ts'
import {
  type BootstrapOptions,
  clusteredShareInterval,
  comparePairs,
  comparisonOutcomeOf,
  type PairedComparison,
  type PreferenceAnswer,
  type PromptedUnit,
  twoWayIntervals,
} from '../../bench/tensor/statistics.ts'
import { agreementOf } from './agreement.ts'
import { orderedPair, type PairBallot, preferenceOf } from './ballots.ts'
import { estimateOf, noEstimate } from './estimate.ts'
import { groupBy } from './group-by.ts'

/** What the answers to one question say of every pair and of all models together. */
export function compareModels(
  ballots: readonly PairBallot[],
  models: readonly string[],
  pairs: readonly { readonly a: number; readonly b: number }[],
  options: BootstrapOptions,
): ComparisonAnalysis {
  const { comparison, reason } = fitOf(ballots, models.length, options)
  const fitted = (of: (found: PairedComparison) => Estimate) =>
    comparison === null ? noEstimate(reason) : of(comparison)
  return {
    kind: 'comparison',
    raters: new Set(ballots.map(({ rater }) => rater)).size,
    votes: ballots.length,
    sides: countAnswers(ballots.map(({ answer }) => sideCodes[answer])),
    pairs: pairs.map((pair) => pairResult(pair, ballots, models, comparison, reason, options)),
    models: models.map((model, number) => ({
      model,
      strength: fitted(({ strengths }) => estimateOf(strengths[number]!)),
      rank: comparison?.ranks?.[number] ?? null,
      rankRange: comparison?.rankRanges[number] ?? null,
    })),
    tie: fitted(({ tie }) => estimateOf(tie)),
    sideBias: fitted(({ sideBias }) => estimateOf(sideBias)),
    separated: comparison?.fit.separated ?? false,
    agreement: agreementOf(unitsOf(ballots), 'nominal', { ...options, seed: [...options.seed, 'agreement'] }),
  }
}

const sideCodes = {
  first: 'a',
  second: 'b',
  tie: 'tie',
  'both-bad': 'both-bad',
  'cant-judge': 'cant-judge',
} as const satisfies Record<SideAnswer, PreferenceAnswer>

type Fitted = { readonly comparison: PairedComparison | null; readonly reason: string }

function fitOf(ballots: readonly PairBallot[], models: number, options: BootstrapOptions): Fitted {
  const votes = ballots.flatMap(({ first, second, rater, prompt, answer }) => {
    const outcome = comparisonOutcomeOf(answer)
    return outcome === null ? [] : [{ first, second, rater, prompt, outcome }]
  })
  if (votes.length === 0) return { comparison: null, reason: 'no vote compares two models yet' }
  const { comparison, reason } = comparePairs(votes, models, options)
  return comparison === null ? { comparison, reason } : { comparison, reason: '' }
}

function pairResult(
  { a, b }: { readonly a: number; readonly b: number },
  ballots: readonly PairBallot[],
  models: readonly string[],
  comparison: PairedComparison | null,
  reason: string,
  options: BootstrapOptions,
): PairResult {
  const own = ballots.filter((ballot) => {
    const pair = orderedPair(ballot)
    return pair.a === a && pair.b === b
  })
  const counts = countAnswers(own.map(preferenceOf))
  const found = comparison?.differences.find((difference) => difference.a === a && difference.b === b)
  return {
    a: models[a]!,
    b: models[b]!,
    counts,
    judged: own.length - counts.cantJudge,
    ...shares(own, { ...options, seed: [...options.seed, 'shares', a, b] }),
    difference: found === undefined ? noEstimate(reason) : estimateOf(found.difference),
    needed:
      found === undefined ? { more: null, reason } : { more: found.needed.more, reason: found.needed.reason },
  }
}

export function countAnswers(answers: readonly PreferenceAnswer[]): AnswerCounts {
  const count = (wanted: PreferenceAnswer) => answers.filter((answer) => answer === wanted).length
  return {
    a: count('a'),
    b: count('b'),
    tie: count('tie'),
    bothBad: count('both-bad'),
    cantJudge: count('cant-judge'),
  }
}

/** Cells of a pair's judged votes. */
const cells = { a: 0, b: 1, tie: 2, 'both-bad': 2 } as const

/** Shares of one pair's judged votes, their intervals clustered on raters and prompts. */
function shares(
  ballots: readonly PairBallot[],
  options: BootstrapOptions,
): Pick<PairResult, 'aWins' | 'bWins' | 'neither' | 'score'> {
  const votes = ballots.flatMap((ballot) => {
    const answer = preferenceOf(ballot)
    return answer === 'cant-judge' ? [] : [{ ...ballot, cell: cells[answer] }]
  })
  if (votes.length === 0) {
    const none = noEstimate('no judged vote on this pair yet')
    return { aWins: none, bWins: none, neither: none, score: none }
  }
  const raters = Int32Array.from(votes, ({ rater }) => rater)
  const prompts = Int32Array.from(votes, ({ prompt }) => prompt)
  const outcomes = twoWayIntervals(
    { raters, prompts, cells: Int32Array.from(votes, ({ cell }) => cell), cellCount: 3 },
    ([wins = 0, losses = 0, rest = 0]) => {
      const total = wins + losses + rest
      return [wins / total, losses / total, rest / total, (wins + rest / 2) / total]
    },
    options,
  )
  const clusters = Math.min(new Set(raters).size, new Set(prompts).size)
  const [aWins, bWins, neither, score] = outcomes.map(({ estimate, standardError, reason }): Estimate => {
    const interval = clusteredShareInterval({
      share: estimate,
      standardError,
      votes: votes.length,
      clusters,
      level: options.level,
    })
    return { value: estimate, interval, reason }
  })
  return { aWins: aWins!, bWins: bWins!, neither: neither!, score: score! }
}

/** Codes of the answers for alpha; "can't judge" is no judgement. */
const codes = { a: 0, b: 1, tie: 2, 'both-bad': 3 } as const

/** All judgements of one pair on one prompt are a unit. */
function unitsOf(ballots: readonly PairBallot[]): PromptedUnit[] {
  const units = groupBy(ballots, (ballot) => {
    const { a, b } = orderedPair(ballot)
    return `${ballot.prompt} ${a} ${b}`
  })
  return [...units.values()].map((own) => ({
    prompt: own[0]!.prompt,
    judgements: own.map(preferenceOf).flatMap((answer) => (answer === 'cant-judge' ? [] : [codes[answer]])),
  }))
}
