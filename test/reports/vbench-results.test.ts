import { expect, test } from 'vitest'
import { upstreamKey, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import { vbenchResults } from '../../reports/vbench-results.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }

type Upstream = Record<string, [number, Record<string, unknown>[]]>
async function parsed(result = madeUpResult({ official: true, failEvery: 0 })): Promise<Upstream> {
  return JSON.parse((await vbenchResults.files(result, context))[0]!.content as string) as Upstream
}

test('dimensions under upstream’s keys, in upstream’s order of evaluation', async () => {
  const keys = Object.keys(await parsed())
  expect(keys.toSorted()).toEqual(vbenchDimensionIds.map(upstreamKey).toSorted())
  expect(keys.slice(0, 3)).toEqual(['subject_consistency', 'background_consistency', 'aesthetic_quality'])
  expect(keys.at(-1)).toBe('appearance_style')
})

test('the first entry is the dimension’s value, the second its videos in plan order', async () => {
  const result = madeUpResult({ official: true, failEvery: 0 })
  const upstream = await parsed(result)
  for (const dimension of result.models[0]!.dimensions) {
    const [value, videos] = upstream[upstreamKey(dimension.id)]!
    expect(value).toBe(dimension.value)
    expect(videos.map((video) => video.video_path)).toEqual(
      result.items
        .filter((item) => item.scores[dimension.id]?.status === 'scored')
        .map((item) => item.clip!.path),
    )
  }
})

// Members as in the files of the same name in upstream's vbench/ at commit 45e79ec.
test.each([
  ['subject_consistency', ['video_path', 'video_results']],
  ['background_consistency', ['video_path', 'video_results', 'video_sim', 'cnt_per_video']],
  ['imaging_quality', ['video_path', 'video_results']],
  ['object_class', ['video_path', 'video_results', 'success_frame_count', 'frame_count']],
  ['multiple_objects', ['video_path', 'video_results', 'success_frame_count', 'frame_count']],
  ['human_action', ['video_path', 'video_results', 'cor_num_per_video']],
  ['color', ['video_path', 'video_results', 'cur_success_frame_rate']],
  ['spatial_relationship', ['video_path', 'video_results', 'frame_results']],
  ['scene', ['video_path', 'video_results', 'success_frame_count', 'frame_count']],
  ['appearance_style', ['video_path', 'video_results', 'frame_results', 'cur_sim']],
  ['temporal_style', ['video_path', 'video_results']],
])('members of a video of %s', async (key, members) => {
  for (const video of (await parsed())[key]![1]) expect(Object.keys(video)).toEqual(members)
})

test('booleans where upstream has booleans', async () => {
  const upstream = await parsed()
  for (const key of ['dynamic_degree', 'human_action']) {
    for (const video of upstream[key]![1]) expect(video.video_results).toBeTypeOf('boolean')
  }
  for (const video of upstream.human_action![1]) {
    expect(video.cor_num_per_video).toBe(video.video_results ? 1 : 0)
  }
})

test('imaging quality is 0 to 100 for a video and 0 to 1 for the dimension', async () => {
  const [value, videos] = (await parsed()).imaging_quality!
  const results = videos.map((video) => video.video_results as number)
  expect(Math.max(...results)).toBeGreaterThan(1)
  const mean = results.reduce((sum, each) => sum + each, 0) / results.length
  expect(mean / 100).toBeCloseTo(value, 12)
})

test('counts multiply back to the share', async () => {
  for (const video of (await parsed()).object_class![1]) {
    const share = (video.success_frame_count as number) / (video.frame_count as number)
    expect(share).toBe(video.video_results)
  }
})

test('a dimension without a value is left out, a clip that color excludes too', async () => {
  const result = madeUpResult({ failEvery: 0, samples: 6 })
  const upstream = await parsed(result)
  expect(upstream).not.toHaveProperty('aesthetic_quality')
  const excluded = result.items.filter((item) => item.scores.color?.status === 'excluded')
  expect(excluded.length).toBeGreaterThan(0)
  const paths = upstream.color![1].map((video) => video.video_path)
  for (const item of excluded) expect(paths).not.toContain(item.clip!.path)
})

test('labels that become the same file name stay apart', async () => {
  const files = await vbenchResults.files(madeUpResult({ models: ['a/b', 'a b', 'A-B', '../..'] }), context)
  expect(files.map(({ name }) => name)).toEqual([
    'a-b_eval_results.json',
    'a-b-2_eval_results.json',
    'A-B-3_eval_results.json',
    'model_eval_results.json',
  ])
})
