import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfigFile } from '../../bench/config/load.ts'
import { BenchError } from '../../bench/errors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-config-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const failure = async (named: string | null) => {
  const thrown = await loadConfigFile(folder, named).then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof BenchError)) throw new Error(`Expected a BenchError, got ${String(thrown)}`)
  return thrown
}

describe('config file', () => {
  test('a TypeScript file may import this package by name, wherever it lies', async () => {
    const path = await write(
      'bench.config.ts',
      "import { defineConfig, type BenchConfig } from 'opensora-bench'\nconst c: BenchConfig = { samples: 2 }\nexport default defineConfig(c)\n",
    )
    expect(await loadConfigFile(folder, null)).toEqual({ path, config: { samples: 2 } })
  })

  test('is found in a folder above', async () => {
    const path = await write('bench.config.json', '{"seed": 7}')
    await mkdir(join(folder, 'a', 'b'), { recursive: true })
    expect(await loadConfigFile(join(folder, 'a', 'b'), null)).toEqual({ path, config: { seed: 7 } })
  })

  test('the nearest one wins, and .ts wins over .json', async () => {
    await write('bench.config.json', '{"seed": 1}')
    await write('bench.config.ts', 'export default { seed: 2 }')
    await mkdir(join(folder, 'a'))
    expect((await loadConfigFile(join(folder, 'a'), null))?.config.seed).toBe(2)
    await write(join('a', 'bench.config.mjs'), 'export default { seed: 3 }')
    expect((await loadConfigFile(join(folder, 'a'), null))?.config.seed).toBe(3)
  })

  test('a named file is read instead', async () => {
    await write('bench.config.json', '{"seed": 1}')
    await write('other.json', '{"seed": 5}')
    expect((await loadConfigFile(folder, 'other.json'))?.config.seed).toBe(5)
  })

  test.each([
    ['{"sampels": 3}', "Unknown setting 'sampels', did you mean 'samples'?"],
    ['{"bootstrap": {"resample": 500}}', "Unknown setting 'bootstrap.resample', did you mean 'resamples'?"],
    [
      '{"gates": {"total": {"level": "error", "mim": 1}}}',
      "Unknown setting 'gates.total.mim', did you mean 'min'?",
    ],
    ['{"zzz": 3}', "Unknown setting 'zzz' (known: suite, prompts,"],
    ['{"samples": "3"}', 'samples: expected number, received string'],
    ['{"samples": 0}', 'samples: Too small'],
    [
      '{"generators": [{"kind": "toybox"}, {"model": "m"}]}',
      'generators[1].kind: is missing, expected string',
    ],
    ['{"tier": "daily"}', 'tier: '],
    ['{"seed": 1,}', "can't be read: "],
    ['[]', 'expected object, received array'],
  ])('%s is refused with the place and the reason', async (text, message) => {
    const path = await write('bench.config.json', text)
    const error = await failure(null)
    expect(error.problem.code).toBe('CONFIG_INVALID')
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
  })

  test('several issues are all named', async () => {
    await write('bench.config.json', '{"sampels": 3, "seed": -1}')
    const { message } = await failure(null)
    expect(message).toMatch(/\n {2}- seed: .*\n {2}- Unknown setting 'sampels'/)
  })

  test('a module without a default export, one that throws and a missing one are config errors', async () => {
    await write('a.mjs', 'export const seed = 1')
    expect((await failure('a.mjs')).message).toContain('found no default export')
    await write('b.mjs', "throw new Error('broken on purpose')")
    expect((await failure('b.mjs')).message).toContain('broken on purpose')
    expect((await failure('c.mjs')).message).toContain('no such file')
  })
})
