import type { DimensionId } from '../../bench/records/dimension.ts'
import type { DimensionEntry, GroupTotal, SuiteTotals } from '../contract.ts'
import { groupWeights, vbenchDimensions } from './dimensions.ts'

/** A value of each dimension that has one, in the dimension's own unit. */
export type DimensionValues = Readonly<Partial<Record<DimensionId, number>>>

/** (value − min) / (max − min), not clamped: get_nomalized_score of scripts/cal_final_score.py, before its weight. */
export function normalise(entry: Pick<DimensionEntry, 'min' | 'max'>, value: number): number {
  return (value - entry.min) / (entry.max - entry.min)
}

/** Σ weight · normalised / Σ weight over one group; null while one of its dimensions has no value. */
export function groupTotal(group: DimensionEntry['group'], values: DimensionValues): GroupTotal {
  let weighted = 0
  let weights = 0
  const missing: DimensionId[] = []
  for (const entry of vbenchDimensions) {
    if (entry.group !== group) continue
    const value = values[entry.id]
    if (value === undefined) missing.push(entry.id)
    else weighted += normalise(entry, value) * entry.weight
    weights += entry.weight
  }
  return { value: missing.length === 0 ? weighted / weights : null, missing }
}

/** (4 · quality + semantic) / 5: get_final_score of the same file. */
export function joinGroups(quality: number, semantic: number): number {
  return (
    (quality * groupWeights.quality + semantic * groupWeights.semantic) /
    (groupWeights.quality + groupWeights.semantic)
  )
}

/** All of VBench's aggregation. Where upstream would take a missing dimension for zero, the totals of it are null. */
export function vbenchTotals(values: DimensionValues): SuiteTotals {
  const quality = groupTotal('quality', values)
  const semantic = groupTotal('semantic', values)
  const normalised: Partial<Record<DimensionId, number>> = {}
  for (const entry of vbenchDimensions) {
    const value = values[entry.id]
    if (value !== undefined) normalised[entry.id] = normalise(entry, value)
  }
  const covered = quality.value !== null && semantic.value !== null
  return {
    normalised,
    quality,
    semantic,
    total: {
      value: covered ? joinGroups(quality.value!, semantic.value!) : null,
      missing: [...quality.missing, ...semantic.missing],
    },
  }
}
