import { expect, test } from 'vitest'
import { benchHere } from '../support/bench.ts'

const released = ['generate', '--generator', 'open-sora', '--option', 'weights=none', '--option', 'frames=5']

test('--fit prints what a model takes before it is downloaded, and how it fits', {
  timeout: 60_000,
}, async () => {
  const { status, stdout } = await benchHere([...released, '--fit', '--memory', '24'])
  expect(status).toBe(0)
  expect(stdout).toContain('5 frames of 336×192, 504 tokens')
  expect(stdout).toMatch(/mmdit +11891 M +22\.1 GiB +bfloat16/)
  expect(stdout).toContain('Not downloaded: google/t5-v1_1-xxl')
  expect(stdout).toContain('Fits into 24.0 GiB of memory: T5 and transformers block by block from disk')
  expect(stdout).toContain('Time: not estimated.')
})

test('--fit refuses with the numbers what does not fit', { timeout: 60_000 }, async () => {
  const refusal =
    /needs about [\d.]+ GiB of memory for 5 frames of 336×192, expected at most 90 % of the 1\.00 GiB/
  const text = await benchHere([...released, '--fit', '--memory', '1'])
  expect(text.status).toBe(3)
  expect(text.stdout).toContain('Does not fit into 1.00 GiB of memory')
  expect(text.stderr).toMatch(refusal)
  const json = await benchHere([...released, '--fit', '--memory', '1', '--json'])
  expect(json.status).toBe(3)
  const problem = { code: 'OPEN_SORA_MEMORY', message: expect.stringMatching(refusal) }
  expect(JSON.parse(json.stdout)).toMatchObject([{ verdict: { fits: false }, problem }])
})

test('this machine: the time comes from a product measured just now', { timeout: 60_000 }, async () => {
  const { stdout } = await benchHere([...released, '--option', 'steps=1', '--fit'])
  expect(stdout).toMatch(
    /At the [\d,.]+ GFLOP\/s of a matrix product measured just now: about [\d.,]+ (s|min|h)/,
  )
})

test('--fit needs a model, and a memory that is a number', async () => {
  const none = await benchHere(['run', '--generator', 'toybox', '--fit'])
  expect(none.status).toBe(2)
  expect(none.stderr).toContain('--fit: found toybox, expected a generator open-sora')
  const wrong = await benchHere([...released, '--fit', '--memory', 'much'])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('--memory: found "much"')
})
