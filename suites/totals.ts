import type { DimensionId, GroupId } from '../bench/records/dimension.ts'
import type { DimensionEntry, GroupTotal, SuiteTotals } from './contract.ts'

/** A value of each dimension that has one, in the dimension's own unit. */
export type DimensionValues = Readonly<Partial<Record<DimensionId, number>>>

/** (value − min) / (max − min), not clamped: get_nomalized_score of upstream's scripts/cal_final_score.py, before its weight. */
export function normalise(entry: Pick<DimensionEntry, 'min' | 'max'>, value: number): number {
  return (value - entry.min) / (entry.max - entry.min)
}

/**
 * All of a suite's aggregation: Σ weight · normalised / Σ weight over each group, then the same over groups. Where upstream
 * would take a missing dimension for zero, the totals of it are null.
 *
 * Source: get_final_score and the functions above it in scripts/cal_final_score.py and scripts/cal_i2v_final_score.py,
 * Vchitect/VBench @45e79ec.
 *
 * @param groupWeights the weight of each group in the total, in the order of the sum
 */
export function weightedTotals(
  entries: readonly DimensionEntry[],
  groupWeights: Readonly<Partial<Record<GroupId, number>>>,
  values: DimensionValues,
): SuiteTotals {
  const normalised: Partial<Record<DimensionId, number>> = {}
  for (const entry of entries) {
    const value = values[entry.id]
    if (value !== undefined) normalised[entry.id] = normalise(entry, value)
  }
  const groups: Partial<Record<GroupId, GroupTotal>> = {}
  for (const group of Object.keys(groupWeights) as GroupId[]) {
    groups[group] = groupTotal(
      entries.filter((entry) => entry.group === group),
      normalised,
    )
  }
  return { normalised, ...groups, total: joined(groups, groupWeights) } as SuiteTotals
}

function groupTotal(entries: readonly DimensionEntry[], normalised: DimensionValues): GroupTotal {
  let weighted = 0
  let weights = 0
  const missing: DimensionId[] = []
  for (const { id, weight } of entries) {
    const value = normalised[id]
    if (value === undefined) missing.push(id)
    else weighted += value * weight
    weights += weight
  }
  return { value: missing.length === 0 ? weighted / weights : null, missing }
}

function joined(
  groups: Readonly<Partial<Record<GroupId, GroupTotal>>>,
  groupWeights: Readonly<Partial<Record<GroupId, number>>>,
): GroupTotal {
  let weighted = 0
  let weights = 0
  for (const [group, weight] of Object.entries(groupWeights) as [GroupId, number][]) {
    weighted += (groups[group]!.value ?? 0) * weight
    weights += weight
  }
  const missing = Object.values(groups).flatMap((group) => group.missing)
  return { value: missing.length === 0 ? weighted / weights : null, missing }
}
