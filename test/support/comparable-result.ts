import type { DimensionId } from '../../bench/records/dimension.ts'
import type {
  DimensionResult,
  ItemResult,
  ModelResult,
  RunResult,
  TotalResult,
} from '../../bench/records/run-result.ts'
import type { Score } from '../../bench/records/score.ts'
import { clusterMean } from '../../bench/tensor/statistics.ts'
import { vbenchDimensions } from '../../suites/vbench/dimensions.ts'
import { vbenchTotals } from '../../suites/vbench/totals.ts'
import { madeUpResult } from './run-result.ts'

/** One clip of a made-up run. A number is a score of weight 1; an absent dimension has no outcome. */
export interface MadeUpItem {
  prompt: string
  sampleIndex?: number
  model?: string
  /** Checksum of the clip; unlike that of any other by default. */
  sha256?: string
  scores: Partial<Record<DimensionId, number | Score>>
}

const { manifest, items: templates } = madeUpResult({ failEvery: 0 })
const clipTemplate = templates[0]!.clip!
let clips = 0

/** A result over the given items, with values, coverage and totals computed from them. */
export function resultOf(items: readonly MadeUpItem[], changes: Partial<RunResult> = {}): RunResult {
  const full = items.map(itemOf)
  const models = [...new Set(full.map(({ model }) => model))]
  return {
    schemaVersion: 1,
    runId: `made-up-${clips}`,
    createdAt: '2026-05-04T10:03:12.000Z',
    suite: { id: 'vbench', title: 'VBench' },
    profile: { id: 'lite', title: 'Lite', notice: 'Not VBench.' },
    protocol: 'vbench',
    promptList: { name: 'made up', count: 1, sha256: 'a1b2c3d4'.repeat(8) },
    status: 'complete',
    models: models.map((model) => modelOf(model, full)),
    items: full,
    failures: [],
    gates: [],
    comparison: null,
    manifest,
    ...changes,
  }
}

function itemOf(item: MadeUpItem): ItemResult {
  const { prompt, sampleIndex = 0, model = 'a model' } = item
  const sha256 = item.sha256 ?? String(clips++).padStart(64, '0')
  return {
    id: `${model}/${prompt}/${sampleIndex}`,
    ...{ model, promptId: prompt, prompt, sampleIndex, seed: 0, fileName: `${prompt}-${sampleIndex}.mp4` },
    clip: { ...clipTemplate, sha256 },
    scores: Object.fromEntries(
      Object.entries(item.scores).map(([id, score]) => [
        id,
        typeof score === 'number' ? { status: 'scored', value: score, weight: 1 } : score,
      ]),
    ),
  }
}

function modelOf(model: string, all: readonly ItemResult[]): ModelResult {
  const items = all.filter((item) => item.model === model)
  const dimensions = vbenchDimensions.map((entry) => dimensionOf(entry, items))
  const values = Object.fromEntries(
    dimensions.flatMap(({ id, value }) => (value === null ? [] : [[id, value] as const])),
  )
  const totals = vbenchTotals(values)
  const total = ({
    value,
    missing,
  }: {
    value: number | null
    missing: readonly DimensionId[]
  }): TotalResult => ({
    ...{ value, interval: null, missing: [...missing] },
  })
  return {
    ...{ model, generator: 'recorded', notice: null, dimensions },
    ...{ quality: total(totals.quality), semantic: total(totals.semantic!), total: total(totals.total) },
    clips: { covered: items.length, expected: items.length },
  }
}

function dimensionOf(
  { id, title, group }: (typeof vbenchDimensions)[number],
  items: readonly ItemResult[],
): DimensionResult {
  const scores = items.flatMap(({ scores }) => scores[id] ?? [])
  const scored = scores.filter((score) => score.status === 'scored')
  const value = clusterMean({
    weightedSums: Float64Array.from(scored, (score) => score.value * score.weight),
    weights: Float64Array.from(scored, ({ weight }) => weight),
  })
  return {
    ...{ id, title, group, value, interval: null, normalised: null },
    coverage: {
      covered: scores.filter(({ status }) => status !== 'unscored').length,
      expected: scores.length,
    },
    excluded: scores.filter(({ status }) => status === 'excluded').length,
    reason: value === null ? { code: 'ROLE_EMPTY', message: 'The profile has no backbone for it.' } : null,
    evaluator: { version: 1, backbone: 'made-up', weightsSha256: null },
  }
}
