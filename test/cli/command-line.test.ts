import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../bench/cli/commands.ts'
import { flagOf } from '../../bench/cli/options.ts'
import { bench, benchHere } from '../support/bench.ts'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'bench-cli-'))
})
afterAll(() => rm(cwd, { recursive: true }))

const isInstalled = (shell: string) => spawnSync(shell, ['--version']).error === undefined

describe('help', () => {
  test('lists every command', async () => {
    const { status, stdout } = await bench(['--help'], { cwd })
    expect(status).toBe(0)
    for (const { name, about } of commands) {
      expect(stdout).toContain(`  ${name} `)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(about)
    }
  })

  test('of a command lists its options with their variables', async () => {
    const { status, stdout } = await benchHere(['run', '--help'])
    expect(status).toBe(0)
    for (const name of commands[0]!.options) expect(stdout).toContain(`${flagOf(name)} `)
    expect(stdout).toContain('[BENCH_SAMPLES]')
  })
})

describe('usage errors end with 2, on stderr, without a stack', () => {
  test('also of the real process', async () => {
    const { status, stdout, stderr } = await bench(['run', 'vbanch'], { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe(
      'Error: Unknown suite "vbanch".\nDid you mean "vbench"? Known: vbench, vbench-i2v, autoencoder, preference.\n',
    )
  })

  test.each([
    [['rnu'], "unknown command 'rnu'", 'Did you mean run?'],
    [['run', '--sampels', '3'], "unknown option '--sampels'", 'Did you mean --samples?'],
    [['run', 'vbench', '--profile', 'lte'], 'Unknown profile "lte".', 'Did you mean "lite"?'],
    [
      ['run', 'vbench', '--samples', 'x'],
      '--samples: found "x", expected an integer from 1 to 1000.',
      'bench run --help',
    ],
    [['run', 'vbench', '--generator', 'toyboks'], 'Unknown generator "toyboks".', 'Did you mean "toybox"?'],
    [['run', 'vbench', '--dimension', 'colour'], 'Unknown dimension "colour".', 'Did you mean "color"?'],
    [['run', 'vbench', '--degrade', 'flikker'], 'generators[0] (toybox): degrade.kind', '--print-config'],
    [['report', 'nowhere'], 'nowhere does not hold a result', 'Give a run folder'],
    [['completion', 'bsh'], 'Unknown shell "bsh".', 'Did you mean "bash"?'],
  ])('%j', async (args, message, remedy) => {
    const { status, stdout, stderr } = await benchHere(args)
    expect(stderr).toContain(message)
    expect(stderr).toContain(remedy)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test('BENCH_DEBUG=1 adds the stack', async () => {
    const { stderr } = await bench(['completion', 'bsh'], { cwd, env: { BENCH_DEBUG: '1' } })
    expect(stderr).toMatch(/\n\s+at /)
  })

  test('with --json the error is the document on stdout', async () => {
    const { status, stdout } = await benchHere(['report', 'nowhere', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      exitCode: 2,
      error: { code: 'RESULT_INVALID' },
    })
    expect(status).toBe(2)
  })

  test('a typo in the config file names the setting that was meant', async () => {
    const file = join(cwd, 'typo.json')
    await writeFile(file, '{"sampels": 3}')
    const { status, stderr } = await bench(['run', 'vbench', '--config', 'typo.json'], { cwd })
    expect(stderr).toContain(`${file}: Unknown setting 'sampels', did you mean 'samples'?`)
    expect(status).toBe(2)
  })
})

test('--print-config says where every value comes from', async () => {
  const file = join(cwd, 'origins.mjs')
  await writeFile(
    file,
    "export default { seed: 1, samples: 2, limit: 3, generators: { kind: 'toybox', size: 64 } }",
  )
  const args = ['run', 'vbench', '--config', 'origins.mjs', '--samples', '4', '--print-config', '--json']
  const { status, stdout } = await bench(args, { cwd, env: { BENCH_LIMIT: '5' } })
  expect(status).toBe(0)
  const { settings } = JSON.parse(stdout)
  expect(settings.suite).toEqual({ value: 'vbench', origin: 'argument' })
  expect(settings.samples).toEqual({ value: 4, origin: 'flag --samples' })
  expect(settings.limit).toEqual({ value: 5, origin: 'environment BENCH_LIMIT' })
  expect(settings.seed).toEqual({ value: 1, origin: file })
  expect(settings.generators).toEqual({ value: [{ kind: 'toybox', size: 64 }], origin: file })
  expect(settings['bootstrap.level']).toEqual({ value: 0.95, origin: 'default' })
})

test('init writes a config that loads, and never writes over one', async () => {
  const folder = await mkdtemp(join(cwd, 'init-'))
  const first = await bench(['init', '--ci', 'github'], { cwd: folder })
  expect(first).toMatchObject({
    status: 0,
    stdout: 'Wrote bench.config.ts.\nWrote .github/workflows/bench.yml.\n',
  })
  const printed = await bench(['run', '--print-config', '--json'], { cwd: folder })
  expect(JSON.parse(printed.stdout).file).toBe(join(folder, 'bench.config.ts'))
  await writeFile(join(folder, 'bench.config.ts'), 'export default {}\n')
  const second = await bench(['init'], { cwd: folder })
  expect(second).toMatchObject({ status: 0, stdout: 'bench.config.ts is there already; left as it is.\n' })
  expect(await readFile(join(folder, 'bench.config.ts'), 'utf8')).toBe('export default {}\n')
})

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s: the script names commands, flags and values', async (shell) => {
    const { status, stdout } = await benchHere(['completion', shell])
    expect(status).toBe(0)
    for (const word of ['compare', 'max-regression', 'subject-consistency', 'toybox', 'nightly']) {
      expect(stdout).toContain(word)
    }
    // Shells that are not installed here are checked by the words alone. fish reads no script from a socket.
    const script = join(cwd, `completion.${shell}`)
    await writeFile(script, stdout)
    if (isInstalled(shell)) expect(spawnSync(shell, ['-n', script]).stderr.toString()).toBe('')
  })

  test('bash completes values of an option and names of commands', async () => {
    const { stdout } = await benchHere(['completion', 'bash'])
    const complete = (...words: string[]) => {
      const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _bench; echo "\${COMPREPLY[@]}"`
      return spawnSync('bash', ['-c', `${stdout}\n${line}`])
        .stdout.toString()
        .trim()
    }
    expect(complete('bench', 'com')).toBe('compare completion')
    expect(complete('bench', 'run', '--tier', '')).toBe('pr nightly full')
    expect(complete('bench', 'run', '--max')).toBe('--max-regression')
    expect(complete('bench', 'run', 'vb')).toBe('vbench vbench-i2v')
  })
})
