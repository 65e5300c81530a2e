import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { packRun } from '../../bench/pipeline/pack-result.ts'
import { readPack } from '../../bench/pipeline/read-pack.ts'
import { type DimensionId, upstreamKey } from '../../bench/records/dimension.ts'
import type { ItemResult, RunResult } from '../../bench/records/run-result.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { vbenchI2v } from '../../suites/vbench-i2v/index.ts'
import { madeUpResult } from '../support/run-result.ts'

const values: Record<string, number> = Object.fromEntries(
  vbenchI2v.dimensions.map(({ id }, index) => [id, 0.5 + index / 50]),
)
const moves = ['pan_left', 'static', 'static', 'zoom_in']

/** A result of VBench-I2V with its numbers of videos, in the form of one of VBench. */
function result(): RunResult {
  const made = madeUpResult({ models: ['a'], prompts: ['p', 'q', 'r', 's'], samples: 1, failEvery: 0 })
  const items = made.items.map((item, index): ItemResult => {
    const scores: ItemResult['scores'] = {}
    for (const { id } of vbenchI2v.dimensions) {
      const isCamera = id === 'camera-motion'
      const details = { wanted: moves[index]!, found: index === 1 ? [] : [moves[index]!] }
      const value = isCamera ? Number(index !== 1) : values[id]!
      scores[id] = { status: 'scored', value, weight: 1, ...(isCamera && { details }) }
    }
    return { ...item, image: `${item.prompt}.jpg`, scores }
  })
  values['camera-motion'] = 0.75
  const [model] = made.models
  const dimensions = vbenchI2v.dimensions.map(({ id, title, group }) => ({
    ...model!.dimensions[0]!,
    ...{ id, title, group, value: values[id]!, coverage: { covered: 3815, expected: 3815 } },
  }))
  const { normalised: _, ...totals } = vbenchI2v.totals(values)
  const sums = Object.entries(totals).map(([name, { value }]) => [
    name,
    { value, interval: null, missing: [] },
  ])
  return {
    ...made,
    suite: { id: 'vbench-i2v', title: 'VBench-I2V' },
    profile: { id: 'official', title: "VBench's own networks", notice: null },
    protocol: 'vbench-i2v',
    items,
    models: [{ ...model!, semantic: undefined, dimensions, ...Object.fromEntries(sums) }],
  }
}

const strict = { runPath: '..', version: '0', allowPartial: false }

test('the pack of VBench-I2V is what its script for totals reads, and is read back', async () => {
  const [zip] = await vbenchZip.files(result(), strict)
  expect(zip!.name).toBe('a_vbench-i2v.zip')
  const entries = unzipSync(zip!.content as Uint8Array)
  const text = strFromU8(entries['a_eval_results.json']!)
  const pack = JSON.parse(text) as Record<string, [number, ...unknown[]]>
  expect(Object.keys(pack).toSorted()).toEqual(
    vbenchI2v.dimensions.map(({ id }) => upstreamKey(id)).toSorted(),
  )
  expect(pack.camera_motion).toMatchObject([
    0.75,
    { pan_left: 1, static: 0.5, zoom_in: 1 },
    [
      { video_results: 1, prompt_type: 'pan_left', predict_type: ['pan_left'] },
      { video_results: 0, prompt_type: 'static', predict_type: ['None'] },
      {},
      {},
    ],
  ])
  expect((pack.i2v_subject![1] as unknown[])[0]).toMatchObject({ image_path: 'p.jpg' })

  const read = readPack('a.zip', [{ name: 'a_eval_results.json', text }])
  expect(read.protocol).toBe('vbench-i2v')
  const { run } = packRun('a.zip', 'a', read.dimensions, read.protocol, vbenchI2v)
  const [ours] = result().models
  expect(run.result.suite.id).toBe('vbench-i2v')
  expect(run.result.models[0]!.total.value).toBe(ours!.total.value)
  expect(run.result.models[0]!.i2v!.value).toBe(ours!.i2v!.value)
  const value = (id: DimensionId) => run.result.models[0]!.dimensions.find((one) => one.id === id)!.value
  expect(value('camera-motion')).toBe(0.75)
})

test('it is refused while anything is missing', () => {
  const whole = result()
  const [model] = whole.models
  const dimensions = model!.dimensions.map((dimension) =>
    dimension.id === 'camera-motion'
      ? { ...dimension, value: null }
      : { ...dimension, coverage: { covered: 5, expected: 5 } },
  )
  const partial = { ...whole, models: [{ ...model!, dimensions }] }
  expect(() => vbenchZip.files(partial, strict)).toThrow(
    'a lacks camera-motion; a has 5 of 1230 videos for i2v-subject',
  )
})
