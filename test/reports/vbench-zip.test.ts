import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { BenchError } from '../../bench/errors.ts'
import type { RunResult } from '../../bench/records/run-result.ts'
import { vbenchResults } from '../../reports/vbench-results.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { madeUpResult, withVideos } from '../support/run-result.ts'

const strict = { runPath: '..', version: '0', allowPartial: false }
const complete = () => withVideos(madeUpResult({ official: true, failEvery: 0 }))

test('holds the result file as it is', async () => {
  const [pack] = await vbenchZip.files(complete(), strict)
  const [file] = await vbenchResults.files(complete(), strict)
  expect(pack!.name).toBe('toybox_vbench.zip')
  const entries = unzipSync(pack!.content as Uint8Array)
  expect(Object.keys(entries)).toEqual([file!.name])
  expect(strFromU8(entries[file!.name]!)).toBe(file!.content)
})

describe('refused, with the reason, for', () => {
  const reasonOf = (result: RunResult) => {
    try {
      vbenchZip.files(result, strict)
    } catch (error) {
      if (error instanceof BenchError) return error.problem
      throw error
    }
    throw new Error('Expected a refusal')
  }

  test('another profile', () => {
    expect(reasonOf(madeUpResult({ failEvery: 0 })).message).toContain('the profile is "toybox"')
  })

  test("networks of one's own", () => {
    const result = complete()
    const notice = 'networks of your own stand in for dino'
    expect(reasonOf({ ...result, profile: { ...result.profile, notice } }).message).toContain(notice)
  })

  test('other prompts', () => {
    expect(reasonOf({ ...complete(), protocol: 'custom' }).message).toContain('not VBench’s')
  })

  test('a dimension without a value', () => {
    const result = complete()
    result.models[0]!.dimensions[5]!.value = null
    const problem = reasonOf(result)
    expect(problem).toMatchObject({ code: 'REPORT_PACK_REFUSED' })
    expect(problem.message).toContain('toybox lacks aesthetic-quality')
  })

  test('missing videos', () => {
    const result = madeUpResult({ official: true, failEvery: 7 })
    expect(reasonOf(result).message).toMatch(/has 4 of 360 videos for subject-consistency/)
  })

  test('a part of the prompts or samples, although each planned video has its score', () => {
    const { message } = reasonOf(withVideos(complete(), 500))
    expect(message).toContain('has 500 of 1875 videos for temporal-flickering')
    expect(message).not.toContain('human-action')
  })
})

test('with allowPartial it is made and named so', async () => {
  const [pack] = await vbenchZip.files(madeUpResult(), { ...strict, allowPartial: true })
  expect(pack!.name).toBe('toybox_vbench-partial.zip')
})

test('same bytes at any time and in any time zone', async () => {
  const zone = process.env.TZ
  const packs = []
  for (const other of ['UTC', 'Pacific/Auckland', 'America/Anchorage']) {
    process.env.TZ = other
    packs.push((await vbenchZip.files(complete(), strict))[0]!.content)
  }
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
  expect(packs[1]).toEqual(packs[0])
  expect(packs[2]).toEqual(packs[0])
})
