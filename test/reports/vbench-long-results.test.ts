import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readComparable } from '../../bench/cli/comparable-file.ts'
import { compareRuns } from '../../bench/pipeline/compare.ts'
import { type DimensionId, upstreamKey } from '../../bench/records/dimension.ts'
import type { RunResult } from '../../bench/records/run-result.ts'
import type { Score, ScoredValue } from '../../bench/records/score.ts'
import { scored } from '../../evaluators/scored.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { evaluators } from '../../evaluators/table.ts'
import { stillTemporalFlickering } from '../../evaluators/temporal-flickering.ts'
import { vbenchResults } from '../../reports/vbench-results.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { madeUpResult, withVideos } from '../support/run-result.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const context = { runPath: '..', version: '0', allowPartial: false }
type Row = { video_path: string; video_results: number | boolean } & Record<string, unknown>
type Pack = Record<string, [number, Row[], Row[]?]>

/** Three segments around each made-up score, joined as the dimension is. */
function cut(id: DimensionId, score: ScoredValue): Score {
  const { meta } =
    id === 'temporal-flickering' ? stillTemporalFlickering : evaluators.find((one) => one.meta.id === id)!
  const fusion = fusionOf(meta, { withinSegmentsOnly: false })
  const isShare = id === 'dynamic-degree' || id === 'human-action'
  const values = isShare
    ? [score.value, 1 - score.value, score.value]
    : [score.value, score.value * 0.9, score.value * 0.95]
  const embeddings = [Float32Array.of(1, 0), Float32Array.of(0.8, 0.6), Float32Array.of(0.6, 0.8)]
  return fusion.fuse(
    values.map((value) => scored(value, 4)),
    fusion.role && { embeddings },
  )
}

function longResult(): RunResult {
  const result = withVideos(madeUpResult({ official: true, failEvery: 0, allDimensions: true }))
  const items = result.items.map((item) => ({
    ...item,
    scores: Object.fromEntries(
      Object.entries(item.scores).map(([id, score]) => [
        id,
        score.status === 'scored' ? cut(id as DimensionId, score) : score,
      ]),
    ),
  }))
  const models = result.models.map((model) => ({
    ...model,
    dimensions: model.dimensions.map((dimension) => {
      const scores = items.flatMap((item) => item.scores[dimension.id] ?? [])
      let [sum, weights] = [0, 0]
      for (const score of scores) {
        if (score.status !== 'scored') continue
        sum += score.value * score.weight
        weights += score.weight
      }
      return {
        ...dimension,
        value: sum / weights,
        evaluator: { ...dimension.evaluator, backbone: 'a + b', segmentFusion: 1 },
      }
    }),
  }))
  return { ...result, protocol: 'vbench-long', items, models }
}

const fileOf = async (result: RunResult) =>
  JSON.parse((await vbenchResults.files(result, context))[0]!.content as string) as Pack
const mean = (rows: readonly Row[]) =>
  rows.reduce((sum, { video_results }) => sum + Number(video_results), 0) / rows.length

test('segments, and the means that a score is the mean of, as upstream’s program writes them', async () => {
  const result = longResult()
  const pack = await fileOf(result)
  expect(Object.keys(pack)).toHaveLength(16)
  for (const [key, [value, rows, means]] of Object.entries(pack)) {
    const scale = key === 'imaging_quality' ? 100 : 1
    expect(Math.abs(mean(means ?? rows) / scale - value), key).toBeLessThan(1e-9)
    const isFused = key === 'subject_consistency' || key === 'background_consistency'
    expect(means === undefined, key).toBe(isFused)
    expect(rows[0]!.video_path, key).toMatch(
      isFused
        ? /\/split_clip\/([^/]+)\/\1_000\.mp4\/\1\.mp4$/
        : key === 'temporal_flickering'
          ? /\/temporal_filtered_cilps\/filtered_videos\/filtered_clips\/[^/]+_000\.mp4$/
          : /\/split_clip\/([^/]+)\/\1_000\.mp4$/,
    )
  }
  expect(Object.keys(pack.subject_consistency![1][0]!)).toEqual([
    'video_path',
    'inclip_score',
    'clip2clip_score',
    'mapped_clip2clip_score',
    'video_results',
  ])
  for (const key of ['dynamic_degree', 'human_action']) {
    for (const { video_results } of pack[key]![1]) expect(video_results).toBeTypeOf('boolean')
  }
  expect(Object.keys(pack.object_class![1][0]!)).toContain('success_frame_count')
})

test('read back, it is VBench-Long, equal to the run, and not to be held against short clips', async () => {
  const result = longResult()
  const [zip] = await vbenchZip.files(result, context)
  expect(zip!.name).toBe('toybox_vbench-long.zip')
  const path = join(folder, zip!.name)
  writeFileSync(path, zip!.content)
  const { run } = await readComparable(path, folder)
  expect(run.result.protocol).toBe('vbench-long')
  const options = { resamples: 50, level: 0.95, seed: 1, totals: vbench.totals, maxRegression: 0.01 }
  const { metrics } = compareRuns({ path: 'run', result }, run, options)
  for (const id of Object.keys(result.items[0]!.scores) as DimensionId[]) {
    const metric = metrics.find((one) => one.metric === id)!
    expect(Math.abs(metric.difference!), upstreamKey(id)).toBeLessThan(1e-9)
  }
  const short = withVideos(madeUpResult({ official: true, failEvery: 0, allDimensions: true }))
  expect(() => compareRuns({ path: 'run', result: short }, run, options)).toThrow(/protocol/)
})

test('no pack without likeness between segments, nor of both protocols', async () => {
  const result = longResult()
  result.models[0]!.dimensions[0]!.evaluator.backbone = 'a'
  expect(() => vbenchZip.files(result, context)).toThrow(/likeness between segments was left out/)
  const mixed = await fileOf(longResult())
  mixed.color = (await fileOf({ ...madeUpResult({ official: true, failEvery: 0 }), protocol: 'vbench' }))
    .color!
  const path = join(folder, 'mixed_eval_results.json')
  writeFileSync(path, JSON.stringify(mixed))
  await expect(readComparable(path, folder)).rejects.toThrow(/clips of VBench and segments of VBench-Long/)
})
