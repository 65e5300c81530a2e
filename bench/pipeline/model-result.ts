import type { GroupTotal } from '../../suites/contract.ts'
import type { Generator } from '../generators/contract.ts'
import type { DimensionId, TotalName } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { DimensionResult, ModelResult, RunResult, TotalResult } from '../records/run-result.ts'
import type { Score } from '../records/score.ts'
import { bootstrapIntervals } from '../tensor/statistics.ts'
import { dimensionResult, type Tally, tally } from './dimension-result.ts'
import type { Prepared } from './prepare.ts'

/** What the store knows of a model's clips. */
export interface ModelData {
  /** Of the whole run. */
  readonly protocol: RunResult['protocol']
  /** In planned order. */
  readonly clips: readonly PlannedClip[]
  readonly hasClip: (clip: PlannedClip) => boolean
  readonly scoreOf: (clip: PlannedClip, dimension: DimensionId) => Score | undefined
}

/** All numbers of one model: dimensions, then the suite's groups and total from those that are covered. */
export function modelResult(prepared: Prepared, generator: Generator, data: ModelData): ModelResult {
  const { clips } = data
  const promptIds = [...new Set(clips.map(({ prompt }) => prompt.id))]
  const promptIndex = new Map(promptIds.map((id, index) => [id, index]))
  const measured = [...prepared.measures.values()].map((measure) => {
    const { dimension } = measure
    const found = tally(clips, promptIndex, dimension, (clip) => data.scoreOf(clip, dimension))
    return { result: dimensionResult(prepared, measure, found, data.protocol), found }
  })
  const tallies = new Map(measured.map(({ result, found }) => [result.id, found]))
  const dimensions = measured.map(({ result }) => result)
  return {
    model: generator.model,
    generator: generator.id,
    notice: generator.notice,
    dimensions,
    ...totals(prepared, dimensions, tallies),
    clips: { covered: clips.filter(data.hasClip).length, expected: clips.length },
  }
}

/**
 * A dimension counts in a total when every planned clip of it has a score, or, in a partial run, when it has a value at
 * all; the coverage beside it then says of how many.
 */
function totals(
  { request }: Prepared,
  dimensions: readonly DimensionResult[],
  tallies: ReadonlyMap<DimensionId, Tally>,
): Pick<ModelResult, TotalName> {
  const values: Partial<Record<DimensionId, number>> = {}
  for (const { id, value, coverage } of dimensions) {
    const full = coverage.covered === coverage.expected
    if (value !== null && (full || request.allowPartial)) values[id] = value
  }
  const found = request.suite.totals(values)
  const { resamples, level } = request.bootstrap
  const result = (name: TotalName, { value, missing }: GroupTotal): TotalResult => {
    if (value === null) return { value, interval: null, missing: [...missing] }
    const ids = request.suite.dimensions
      .filter(({ group }) => name === 'total' || group === name)
      .map(({ id }) => id)
    // All dimensions of a total are drawn together: they share prompts.
    const { interval } = bootstrapIntervals(
      ids.map((id) => tallies.get(id)!.sums),
      (means) => [request.suite.totals(Object.fromEntries(ids.map((id, i) => [id, means[i]])))[name]!.value!],
      1,
      { resamples, level, seed: [request.seed, name] },
    )[0]!
    return { value, interval, missing: [] }
  }
  const { normalised: _, ...groups } = found
  const results = Object.entries(groups).map(([name, total]) => [name, result(name as TotalName, total)])
  return Object.fromEntries(results) as Pick<ModelResult, TotalName>
}
