import { type DimensionId, dimensionIds } from '../../../../bench/records/dimension.ts'
import type { ReportData } from '../data.ts'

export interface Filter {
  /** A dimension id, or '' for all. */
  readonly dimension: string
  readonly model: string
  /** Words to find in the prompt, the clip's id or its file name. */
  readonly text: string
  readonly show: 'all' | 'failed' | 'unscored'
  readonly sort: 'prompt' | 'worst' | 'best'
}

/** Indices of the clips that a filter keeps, in its order. Clips without a value come last in an order by value. */
export function filterClips(data: ReportData, filter: Filter): number[] {
  const { dimension, text, show } = filter
  const id = dimensionIds.find((known) => known === dimension)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const model = data.page.items.models.indexOf(filter.model)
  const kept: number[] = []
  for (let index = 0; index < data.count; index++) {
    if (filter.model !== '' && data.page.items.model[index] !== model) continue
    if (id !== undefined && data.score(id, index) === undefined && !data.failed(index)) continue
    if (show === 'failed' && !data.failed(index)) continue
    if (show === 'unscored' && !isUnscored(data, index, id)) continue
    if (words.length > 0 && !matches(data, index, words)) continue
    kept.push(index)
  }
  return filter.sort === 'prompt' ? kept : sortByValue(data, kept, id, filter.sort)
}

function isUnscored(data: ReportData, index: number, id: DimensionId | undefined): boolean {
  if (data.page.items.folder[index]! < 0) return true
  const asked = id === undefined ? data.dimensions : [id]
  return asked.some((each) => data.score(each, index)?.status === 'unscored')
}

function matches(data: ReportData, index: number, words: readonly string[]): boolean {
  const own = data.page.items.file[index]
  const text = `${data.promptText(index)}\n${data.id(index)}\n${own || ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function sortByValue(
  data: ReportData,
  indices: number[],
  id: DimensionId | undefined,
  sort: 'worst' | 'best',
): number[] {
  const value =
    id === undefined
      ? (index: number) => meanRank(data)[index]!
      : (index: number) => data.value(id, index) ?? Number.NaN
  const sign = sort === 'worst' ? 1 : -1
  return indices.sort((a, b) => {
    const x = value(a)
    const y = value(b)
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
    return sign * (x - y) || a - b
  })
}

const meanRanks = new WeakMap<ReportData, Float64Array>()

/**
 * Over all dimensions values have no common scale, so clips are ordered by the mean of their ranks: 0 is the lowest
 * clip of every dimension that it is in, 1 the highest. NaN without any value.
 */
function meanRank(data: ReportData): Float64Array {
  const known = meanRanks.get(data)
  if (known !== undefined) return known
  const sums = new Float64Array(data.count)
  const counts = new Uint8Array(data.count)
  for (const id of data.dimensions) {
    for (const [index, rank] of ranks(data, id)) {
      sums[index]! += rank
      counts[index]! += 1
    }
  }
  const means = sums.map((sum, index) => (counts[index] === 0 ? Number.NaN : sum / counts[index]!))
  meanRanks.set(data, means)
  return means
}

/** Rank of each clip with a value, 0 to 1; equal values share the middle of their ranks. */
function* ranks(data: ReportData, id: DimensionId): Generator<[index: number, rank: number]> {
  const { item, value } = data.page.scores[id]!
  const order = [...item.keys()].filter((k) => value[k] !== null).sort((a, b) => value[a]! - value[b]!)
  const last = Math.max(1, order.length - 1)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end + 1 < order.length && value[order[end + 1]!] === value[order[start]!]) end++
    for (let k = start; k <= end; k++) yield [item[order[k]!]!, (start + end) / 2 / last]
    start = end + 1
  }
}
