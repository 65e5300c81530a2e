import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../bench/cli/commands.ts'
import { commands } from '../../bench/cli/commands.ts'
import { generatorOf } from '../../bench/cli/generator-options.ts'
import { resumeCommand } from '../../bench/cli/interruption.ts'
import { flagOf, type OptionName, optionOf, options, variableOf } from '../../bench/cli/options.ts'
import { loadSettings, misspeltVariables } from '../../bench/cli/settings.ts'
import { settingPaths } from '../../bench/config/resolve.ts'

const names = Object.keys(options) as OptionName[]
const settingsOf = async (raw: RawOptions, env: NodeJS.ProcessEnv = {}, args: string[] = []) => {
  const invocation = { command: 'run', args, options: raw, argv: [] }
  return (await loadSettings(invocation, env, '/')).resolved
}

describe('the table of options', () => {
  test('flags and variables are spelt from the names', () => {
    expect(flagOf('maxRegression')).toBe('--max-regression')
    expect(variableOf('maxRegression')).toBe('BENCH_MAX_REGRESSION')
  })

  test('each option belongs to a command, each setting has at most one option', () => {
    const used = new Set(commands.flatMap((command) => command.options))
    expect(names.filter((name) => !used.has(name))).toEqual([])
    const sets = names.map((name) => optionOf(name).sets).filter((path) => path !== undefined)
    expect(new Set(sets).size).toBe(sets.length)
  })

  test('every setting can be set without a file, but for gates and what only one kind of run has', () => {
    const sets = new Set<string>(names.flatMap((name) => optionOf(name).sets ?? []))
    const common = settingPaths.filter((path) => !/^(autoencoder|cost|preference)\./.test(path))
    expect(common.filter((path) => !sets.has(path))).toEqual(['suite', 'generators', 'gates'])
  })
})

describe('flags and variables', () => {
  test('a flag wins over its variable; both say where a value comes from', async () => {
    const settings = await settingsOf({ samples: '3' }, { BENCH_SAMPLES: '4', BENCH_SEED: '5' })
    expect(settings.samples).toMatchObject({ value: 3, origin: 'flag --samples' })
    expect(settings.seed).toMatchObject({ value: 5, origin: 'environment BENCH_SEED' })
  })

  test('lists take commas and repetition', async () => {
    const settings = await settingsOf({ dimension: ['color, scene', 'color'], format: ['html'] })
    expect(settings.dimensions.value).toEqual(['color', 'scene'])
    expect(settings.formats.value).toEqual(['html'])
  })

  test('switches read true and false', async () => {
    expect((await settingsOf({}, { BENCH_ALLOW_PARTIAL: '1' })).allowPartial.value).toBe(true)
    expect((await settingsOf({ allowPartial: false }, { BENCH_ALLOW_PARTIAL: '1' })).allowPartial.value).toBe(
      false,
    )
  })

  test('the argument is the suite', async () => {
    expect((await settingsOf({}, {}, ['vbench'])).suite).toMatchObject({
      value: 'vbench',
      origin: 'argument',
    })
  })

  test.each([
    [{ samples: '0' }, {}, '--samples: found "0", expected an integer from 1 to 1000'],
    [{ seed: '-1' }, {}, '--seed: found "-1", expected an integer from 0 to 2147483647'],
    [{ limit: '1.5' }, {}, '--limit: found "1.5", expected an integer of at least 1'],
    [{ tier: 'daily' }, {}, '--tier: found "daily", expected one of pr, nightly, full'],
    [{ level: '1' }, {}, '--level: found "1", expected a number above 0 and below 1'],
    [{ dimension: [','] }, {}, '--dimension: found ",", expected names separated by commas'],
    [{}, { BENCH_WORKERS: 'many' }, 'BENCH_WORKERS: found "many", expected an integer from 1 to 1024'],
    [{}, { BENCH_ALLOW_PARTIAL: 'maybe' }, 'BENCH_ALLOW_PARTIAL: found "maybe", expected true or false'],
  ])('%o %o is refused', async (raw, env, message) => {
    await expect(settingsOf(raw, env)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    })
  })

  test('a misspelt variable is noticed, a foreign one is not', () => {
    expect(
      misspeltVariables({ BENCH_SAMPELS: '1', BENCH_DEBUG: '1', BENCH_HOST_OF_ANOTHER_TOOL: 'x', PATH: '' }),
    ).toEqual([{ found: 'BENCH_SAMPELS', meant: 'BENCH_SAMPLES' }])
  })
})

describe('generator flags', () => {
  const of = (raw: RawOptions) => generatorOf(raw, 'run')

  test('none: nothing said', () => expect(of({ samples: '1' })).toBeNull())
  test('a folder', () => expect(of({ videos: ['./v'] })).toEqual({ kind: 'recorded', videos: './v' }))
  test('folders by model', () =>
    expect(of({ videos: ['a=./x', 'b=./y=z'] })).toEqual({
      kind: 'recorded',
      videos: { a: './x', b: './y=z' },
    }))
  test('a path with = is a folder', () =>
    expect(of({ videos: ['./a=b'] })).toMatchObject({ videos: './a=b' }))
  test('a degradation with and without its strength', () => {
    expect(of({ degrade: 'noise' })).toEqual({ kind: 'toybox', degrade: { kind: 'noise' } })
    expect(of({ degrade: 'noise:0.5' })).toEqual({
      kind: 'toybox',
      degrade: { kind: 'noise', strength: 0.5 },
    })
    expect(() => of({ degrade: 'noise:much' })).toThrow('--degrade: found "noise:much"')
  })
  test('free options are JSON or text', () =>
    expect(of({ generator: 'process', option: ['command=["node","x.mjs"]', 'note=hi'] })).toEqual({
      kind: 'process',
      command: ['node', 'x.mjs'],
      note: 'hi',
    }))
  test.each([
    [{ generator: 'toybox', videos: ['x'] }, '--videos: found generator toybox, expected generator recorded'],
    [
      { generator: 'recorded', degrade: 'noise' },
      '--degrade: found generator recorded, expected generator toybox',
    ],
    [{ videos: ['a=x', 'y'] }, '--videos: found "y", expected label=folder'],
    [{ model: 'm' }, '--model: found no generator'],
    [{ generator: 'process', option: ['x'] }, '--option: found "x", expected name=value'],
  ])('%o is refused', (raw, message) => expect(() => of(raw)).toThrow(message))
})

test('the command that resumes is quoted for a shell and does not start anew', () => {
  expect(resumeCommand(['run', 'vbench', '--fresh', '--videos', "a b's=./x"])).toBe(
    `bench run vbench --videos 'a b'\\''s=./x'`,
  )
})
