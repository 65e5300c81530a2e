import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { benchHere } from '../support/bench.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

describeShared('bench parity', () => {
  test('recorded cases hold, and each output is printed with its error and tolerance', async () => {
    const { status, stdout } = await benchHere(['parity', sharedPath('fixtures/open-sora/clip')])
    expect(status).toBe(0)
    expect(stdout).toContain('pooler_output')
    expect(stdout).toContain('all 2 outputs hold')
  })

  test('one changed weight fails with exit code 10', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-parity-'))
    cpSync(sharedPath('fixtures/open-sora/clip'), folder, { recursive: true, mode: 0 })
    const path = join(folder, 'weights.safetensors')
    const bytes = Buffer.from(readFileSync(path))
    bytes.writeFloatLE(1, bytes.length - 4)
    writeFileSync(path, bytes)
    const { status, stdout } = await benchHere(['parity', folder])
    expect(status).toBe(10)
    expect(stdout).toContain('FAILS')
  })
})

test('a folder without a config and an unknown provider are errors with a remedy', async () => {
  const absent = await benchHere(['parity', 'no-such-folder'])
  expect([absent.status, absent.stderr]).toEqual([2, expect.stringContaining('no-such-folder')])
  const provider = await benchHere(['parity', '.', '--provider', 'cudda'])
  expect([provider.status, provider.stderr]).toEqual([2, expect.stringContaining('cuda')])
})
