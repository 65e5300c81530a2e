import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { autoencoderResultSchema } from '../../bench/records/autoencoder-result.ts'
import { bench, benchHere } from '../support/bench.ts'
import { temporaryFolder } from '../support/temporary.ts'

const program = fileURLToPath(new URL('../profile/codec/process-codec.mjs', import.meta.url))
const folder = temporaryFolder()

/** A program of the user's as a variant: two pixels a side to one latent. */
const variant = (id: string, mode: string) => ({
  kind: 'process',
  id,
  reduction: { frames: 1, height: 2, width: 2 },
  latentChannels: 3,
  command: [process.execPath, program, mode],
})

const workload = { resolution: '64px', frames: 2 }

async function writeConfig(name: string, autoencoder: object): Promise<string> {
  const path = join(folder, `${name}.json`)
  const rounds = { minRounds: 3, maxRounds: 4, budgetSeconds: 20 }
  const output = join(folder, name)
  const settings = { output, formats: ['csv', 'junit'], autoencoder: { ...rounds, ...autoencoder } }
  await writeFile(path, JSON.stringify(settings))
  return path
}

async function run(name: string, autoencoder: object, args: readonly string[] = []) {
  const config = await writeConfig(name, autoencoder)
  const env = { BENCH_CACHE: join(folder, 'cache') }
  const outcome = await bench(['run', 'autoencoder', '--config', config, ...args], { cwd: folder, env })
  const output = join(folder, name)
  return { ...outcome, output, runs: await readdir(output).catch(() => []) }
}

describe('bench run autoencoder', { timeout: 120_000 }, () => {
  test('compares programs of the user and writes a run folder; a gate that fails ends it with 10', async () => {
    const gates = [
      { metric: 'speedup', scope: 'decode', kind: 'measured', min: 1.01, level: 'warn' },
      { metric: 'memoryBytes', stage: 'decode', max: 1, level: 'error' },
    ]
    const variants = [variant('slow', 'slow'), variant('fast', 'works')]
    const { status, stdout, stderr, output, runs } = await run(
      'pair',
      { variants, workloads: [workload], gates },
      ['--json'],
    )
    expect(status, stderr).toBe(10)
    expect(stderr).toContain('Measuring decode of 64px-2f')
    const summary = JSON.parse(stdout)
    const path = join(output, runs[0]!)
    expect(summary).toMatchObject({ exitCode: 10, path, failures: [] })
    const result = autoencoderResultSchema.parse(
      JSON.parse(await readFile(join(path, 'result.json'), 'utf8')),
    )
    const decode = result.speedups.find(({ scope }) => scope === 'decode')!
    expect(decode).toMatchObject({ kind: 'measured', slow: 'slow', fast: 'fast' })
    expect(decode.factor).toBeGreaterThan(1.5)
    expect(
      result.cells.map(({ stages }) => stages.map(({ stage, time }) => [stage, time?.kind ?? null])),
    ).toEqual(
      Array(2).fill([
        ['text', null],
        ['encode', 'measured'],
        ['denoise', null],
        ['decode', 'measured'],
      ]),
    )
    expect(result.cells[0]!.stages[1]!.peakMemoryBytes).toBeGreaterThan(50 * 2 ** 20)
    expect(result.gates.map(({ verdict }) => verdict).filter((verdict) => verdict === 'fail')).toHaveLength(2)
    expect(result.manifest.config).toMatchObject({ suite: 'autoencoder' })
    expect(await readdir(join(path, 'report'))).toContain('junit.xml')

    const again = await bench(['report', path, '--format', 'json'], { cwd: folder })
    expect(again.status, again.stderr).toBe(0)
  })

  test('a program that dies is recorded, the others are measured, and the run is incomplete', async () => {
    const variants = [variant('fast', 'works'), variant('mortal', 'dies')]
    const { status, output, runs, stdout } = await run('mortal', {
      variants,
      workloads: [workload],
      stages: ['decode'],
    })
    expect(status).toBe(4)
    expect(stdout).toContain('out of luck')
    const { cells, failures } = JSON.parse(await readFile(join(output, runs[0]!, 'result.json'), 'utf8'))
    expect(failures).toMatchObject([
      { variant: 'mortal', stage: 'decode', problem: { code: 'PROFILE_PROCESS' } },
    ])
    expect(cells[0].stages[0].time.kind).toBe('measured')
    expect(cells[1].stages[0].time).toBeNull()
  })

  test.each([
    [{ variants: ['4x8x9'] }, 'Unknown autoencoder variant "4x8x9".', 'Did you mean "4x8x8"?'],
    [{ variants: ['4x8x8', '4x8x8'] }, 'two are called 4x8x8', 'Give each an id of its own'],
    [{ minRounds: 9 }, '9 is more than maxRounds, 4', 'Lower one or raise the other'],
    [{ hardware: 'h1000' }, 'Unknown GPU "h1000".', 'h100-sxm'],
    [{ scores: { '4x8x8': 'no-such-run' } }, 'no-such-run', 'Give a run folder'],
    [{ workload: [] }, "Unknown setting 'autoencoder.workload', did you mean 'workloads'?", 'Correct it'],
  ])('%j is refused before anything is measured', async (wrong, message, remedy) => {
    const config = await writeConfig('wrong', wrong)
    const { status, stderr } = await benchHere(['run', 'autoencoder', '--config', config])
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain(remedy)
    expect(stderr).not.toContain('Measuring')
    expect(await readdir(join(folder, 'wrong')).catch(() => [])).toEqual([])
  })
})
