import type { DimensionId } from '../records/dimension.ts'
import type { ItemResult } from '../records/run-result.ts'
import type { Score } from '../records/score.ts'
import type { ClusterSums } from '../tensor/statistics.ts'

/** The same prompt and sample index in two runs. */
export interface ItemPair {
  /** Index of the prompt among those that both runs have. */
  readonly cluster: number
  readonly a: ItemResult
  readonly b: ItemResult
}

/** Items that both runs planned, and how many prompts they are of. */
export interface Pairing {
  readonly pairs: readonly ItemPair[]
  readonly clusters: number
  /** Whether a pack is among the two, which leaves out what a dimension excludes. */
  readonly ofFiles: boolean
}

/** One dimension over the pairs; sums have one entry a prompt. */
export interface PairedDimension {
  readonly a: ClusterSums
  readonly b: ClusterSums
  /** Pairs in which both clips have a score or are excluded by definition. */
  readonly pairs: number
  /** Prompts with such a pair in which something was scored. */
  readonly prompts: number
  /** Pairs that have an outcome in one run and none in the other. */
  readonly missingInA: number
  readonly missingInB: number
  /** Whether every pair is the same clip (by checksum) with the same score. */
  readonly identical: boolean
}

/** Matches the items of model `a` in one run with those of model `b` in another. */
export function pairItems(
  itemsA: readonly ItemResult[],
  modelA: string,
  itemsB: readonly ItemResult[],
  modelB: string,
  by: 'prompt' | 'file' = 'prompt',
): Pairing {
  const itemKey = by === 'file' ? fileKey : promptItemKey
  const known = new Map<string, ItemResult>()
  for (const item of itemsA) if (item.model === modelA) known.set(itemKey(item), item)
  const clusterOf = new Map<string, number>()
  const pairs: ItemPair[] = []
  for (const b of itemsB) {
    if (b.model !== modelB) continue
    const a = known.get(itemKey(b))
    if (a === undefined) continue
    const prompt = promptKey(b)
    const cluster = clusterOf.get(prompt) ?? clusterOf.size
    clusterOf.set(prompt, cluster)
    pairs.push({ cluster, a, b })
  }
  return { pairs, clusters: clusterOf.size, ofFiles: by === 'file' }
}

const promptKey = (item: ItemResult) => `${item.promptId}\n${item.prompt}`
const promptItemKey = (item: ItemResult) => `${item.sampleIndex}\n${promptKey(item)}`
/** Without its ending, because frames may come as GIF; in one form of Unicode, because file systems change it. */
const fileKey = ({ fileName }: ItemResult) => fileName.replace(/\.[^.]*$/, '').normalize('NFC')

/**
 * Sums of one dimension by prompt, for both runs over the same pairs. A pair with an outcome in one run only is left
 * out of both and counted; an excluded clip stays out of its own mean, as in the runs themselves.
 */
export function pairDimension({ pairs, clusters, ofFiles }: Pairing, id: DimensionId): PairedDimension {
  const a = emptySums(clusters)
  const b = emptySums(clusters)
  const prompts = new Set<number>()
  const counts = { pairs: 0, missingInA: 0, missingInB: 0 }
  let identical = true
  for (const pair of pairs) {
    const scoreA = outcomeOf(pair.a, id)
    const scoreB = outcomeOf(pair.b, id)
    if (scoreA === null || scoreB === null) {
      if (ofFiles && (scoreA ?? scoreB)?.status === 'excluded') continue
      if (scoreA !== null) counts.missingInB++
      if (scoreB !== null) counts.missingInA++
      continue
    }
    counts.pairs++
    add(a, pair.cluster, scoreA)
    add(b, pair.cluster, scoreB)
    if (scoreA.status === 'scored' || scoreB.status === 'scored') prompts.add(pair.cluster)
    identical &&= isSameScore(scoreA, scoreB) && pair.a.clip?.sha256 === pair.b.clip?.sha256
  }
  return { a, b, ...counts, prompts: prompts.size, identical: identical && counts.pairs > 0 }
}

type Outcome = Exclude<Score, { status: 'unscored' }>

function outcomeOf(item: ItemResult, id: DimensionId): Outcome | null {
  const score = item.scores[id]
  return score === undefined || score.status === 'unscored' ? null : score
}

function isSameScore(a: Outcome, b: Outcome): boolean {
  if (a.status !== 'scored' || b.status !== 'scored') return a.status === b.status
  return a.value === b.value && a.weight === b.weight
}

function add(sums: ClusterSums, cluster: number, score: Outcome): void {
  if (score.status !== 'scored') return
  sums.weightedSums[cluster]! += score.value * score.weight
  sums.weights[cluster]! += score.weight
}

function emptySums(clusters: number): ClusterSums {
  return { weightedSums: new Float64Array(clusters), weights: new Float64Array(clusters) }
}
