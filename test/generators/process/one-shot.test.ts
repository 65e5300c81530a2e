import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { BenchError } from '../../../bench/errors.ts'
import type { Generator } from '../../../bench/generators/contract.ts'
import { processOptions } from '../../../bench/generators/process/options.ts'
import { createProcess } from '../../../bench/generators/process/process.ts'
import type { PlannedClip } from '../../../bench/records/plan.ts'
import { plannedClip } from '../clips.ts'
import { isAlive } from './is-alive.ts'

const program = fileURLToPath(new URL('./one-shot-program.mjs', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-once-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

function make(options: Record<string, unknown>): Generator {
  return createProcess(processOptions.parse(options), { baseDir: folder })[0]!
}

async function run(
  fault: string,
  words: readonly string[],
  options: Record<string, unknown> = {},
  clip = plannedClip('a cat'),
) {
  const command = [process.execPath, program, fault, '{output}', ...words]
  return runWith({ command, ...options }, clip)
}

async function runWith(
  options: Record<string, unknown>,
  clip: PlannedClip,
  signal = new AbortController().signal,
) {
  const outputPath = join(folder, 'out', 'clip.mp4')
  const session = await make(options).open()
  try {
    const outcome = await session.generate({ clip, outputPath, signal })
    return { outcome, ...JSON.parse(readFileSync(outputPath, 'utf8')) }
  } finally {
    await session.close()
  }
}

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof BenchError ? thrown.problem : thrown),
  ) as Promise<{ code: string; message: string } | null>

const attempts = () =>
  readFileSync(join(folder, 'out', 'clip.mp4.attempts'), 'utf8')
    .trim()
    .split('\n')

describe('a command that is run for every clip', () => {
  test('gets its placeholders filled in, one argument each', async () => {
    const words = [
      '{prompt}',
      '--seed={seed}',
      '{width}x{height}',
      '{frames}',
      '{fps}',
      '{index}',
      '{model}',
      '{{seed}}',
      '{"a": 1}',
    ]
    const settings = { width: 320, height: 240, frames: 16, fps: 8, model: 'm' }
    const { rest, outcome } = await run(
      'none',
      words,
      settings,
      plannedClip('a "cat"; $(rm -rf ~) {seed} & dog', 3),
    )
    expect(rest).toEqual([
      'a "cat"; $(rm -rf ~) {seed} & dog',
      '--seed=7',
      '320x240',
      '16',
      '8',
      '3',
      'm',
      '{seed}',
      '{"a": 1}',
    ])
    expect(outcome.owned).toBe(true)
    expect(Object.keys(outcome.stageSeconds)).toEqual(['generate'])
  })

  test('may read the prompt from a file, which is gone afterwards', async () => {
    const { prompt } = await run('none', ['{promptFile}'], {}, plannedClip('façade\n'))
    expect(prompt).toBe('façade\n')
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['clip.mp4', 'clip.mp4.attempts'])
  })

  test('gets the picture of the run as {image}, and says that it needs one', async () => {
    const command = [process.execPath, program, 'none', '{output}', '{prompt}', '--from={image}']
    const made = make({ command })
    expect(made.needsPictures).toBe(true)
    expect(make({ command: command.slice(0, -1) }).needsPictures).toBe(false)
    const outputPath = join(folder, 'out', 'clip.mp4')
    const session = await made.open()
    const signal = new AbortController().signal
    const picturePath = '/pictures/a {seed} cat.jpg'
    await session.generate({ clip: plannedClip('a cat'), outputPath, picturePath, signal })
    await session.close()
    const { rest } = JSON.parse(readFileSync(outputPath, 'utf8')) as { rest: string[] }
    expect(rest).toEqual(['a cat', `--from=${picturePath}`])
  })

  test('runs in its folder with its environment', async () => {
    const found = await run('none', ['{prompt}'], { env: { BENCH_TEST: 'there' }, cwd: '.' })
    expect(found).toMatchObject({ variable: 'there', cwd: folder })
  })

  test('is tried again after a crash', async () => {
    await run('crash once', ['{prompt}'])
    expect(attempts()).toHaveLength(2)
  })

  test('that crashes every time fails the clip with the end of its output', async () => {
    const problem = await problemOf(run('crash', ['{prompt}'], { retries: 2 }))
    expect(problem?.code).toBe('PROCESS_FAILED')
    expect(problem?.message).toContain('exit code 9 (attempts: 3)')
    expect(problem?.message).toContain('said on stdout')
    expect(problem?.message).toContain('said on stderr')
  })

  test('must write its file, and an older one does not count', async () => {
    await run('none', ['{prompt}'])
    expect((await problemOf(run('nothing', ['{prompt}'])))?.code).toBe('PROCESS_OUTPUT')
  })

  test('that hangs is killed after clipSeconds', async () => {
    const problem = await problemOf(run('hang', ['{prompt}'], { clipSeconds: 0.5, stopSeconds: 0.2 }))
    expect(problem?.code).toBe('PROCESS_TIMEOUT')
    expect(isAlive(Number(attempts()[0]))).toBe(false)
  })

  test('leaves no children behind and is not waited for when they hold its pipes', async () => {
    const started = performance.now()
    await run('leftover', ['{prompt}'])
    expect(performance.now() - started).toBeLessThan(10_000)
    const child = Number(readFileSync(join(folder, 'out', 'clip.mp4.child'), 'utf8'))
    await expect.poll(() => isAlive(child)).toBe(false)
  })

  test('is killed when the run is interrupted', async () => {
    const controller = new AbortController()
    const command = [process.execPath, program, 'hang', '{output}', '{prompt}']
    const work = runWith({ command, stopSeconds: 0.2 }, plannedClip('a cat'), controller.signal)
    setTimeout(() => controller.abort(), 400)
    await expect(work).rejects.toHaveProperty('name', 'AbortError')
    if (existsSync(join(folder, 'out', 'clip.mp4.attempts')))
      expect(isAlive(Number(attempts()[0]))).toBe(false)
  })

  test('that is not there is found before the run, and fails a clip with its name', async () => {
    const generator = make({ command: 'no-such-program {prompt} {output}' })
    expect(await generator.preflight([])).toMatchObject([
      { itemId: null, level: 'error', problem: { code: 'PROCESS_NOT_FOUND' } },
    ])
    const problem = await problemOf(
      runWith({ command: 'no-such-program {prompt} {output}' }, plannedClip('a cat')),
    )
    expect(problem).toMatchObject({
      code: 'PROCESS_NOT_FOUND',
      message: 'Can\'t run "no-such-program": there is no such program.',
    })
  })

  test('that can be run passes the preflight; a missing folder and file do not', async () => {
    writeFileSync(join(folder, 'weights.bin'), 'weights')
    const command = ['node', '{prompt}', '{output}']
    expect(await make({ command, files: ['weights.bin'] }).preflight([])).toEqual([])
    const found = await make({ command, cwd: 'nowhere', files: ['other.bin'] }).preflight([])
    expect(found.map(({ problem }) => problem.code)).toEqual(['PROCESS_FILE', 'PROCESS_FILE'])
  })
})

describe('the identity', () => {
  const command = ['node', '{prompt}', '{output}']

  test('changes with the command, the settings, the environment and the content of the files', async () => {
    const file = join(folder, 'weights.bin')
    const made: unknown[] = []
    for (const [options, content] of [
      [{ command }, 'one'],
      [{ command: [...command, '--fast'] }, 'one'],
      [{ command, width: 320 }, 'one'],
      [{ command, env: { SECRET: 'a' } }, 'one'],
      [{ command, env: { SECRET: 'b' } }, 'one'],
      [{ command }, 'two'],
    ] as const) {
      writeFileSync(file, content)
      made.push(JSON.stringify(await make({ ...options, files: ['weights.bin'] }).identity()))
    }
    expect(new Set(made).size).toBe(made.length)
  })

  test('is plain JSON, and holds the label only where the program sees it', async () => {
    const bare = await make({ command }).identity()
    expect(z.json().parse(bare)).toEqual(bare)
    expect(await make({ command, model: 'other' }).identity()).toEqual(bare)
    const labelled = [...command, '{model}']
    expect(await make({ command: labelled, model: 'other' }).identity()).not.toEqual(
      await make({ command: labelled }).identity(),
    )
  })

  test('does not change with time-outs and retries, and holds no value of the environment', async () => {
    const a = await make({ command, env: { TOKEN: 'hunter2' } }).identity()
    const b = await make({
      command,
      env: { TOKEN: 'hunter2' },
      retries: 3,
      clipSeconds: 5,
      sessions: 2,
    }).identity()
    expect(a).toEqual(b)
    expect(JSON.stringify(a)).not.toContain('hunter2')
  })
})

describe('a command on one line', () => {
  const argv = (line: string) => {
    const identity = make({ command: line }).identity() as Promise<{ command: string[] }>
    return identity.then(({ command }) => command)
  }

  test('is split at spaces outside of quotes', async () => {
    expect(await argv(`python  gen.py --p={prompt} 'a b' "c \\"d\\"" e\\ f '' {output}`)).toEqual([
      'python',
      'gen.py',
      '--p={prompt}',
      'a b',
      'c "d"',
      'e f',
      '',
      '{output}',
    ])
  })

  test('gives back any words that were quoted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ minLength: 1 }).filter((word) => !/[{}]/.test(word)),
          { minLength: 1 },
        ),
        async (words) => {
          fc.pre(words[0]!.trim() !== '')
          const line = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ')
          expect(await argv(`${line} {prompt} {output}`)).toEqual([...words, '{prompt}', '{output}'])
        },
      ),
      { numRuns: 200, seed: 1 },
    )
  })

  test.each([
    ['gen {prompt} > {output}', 'found ">" outside of quotes'],
    ['cd x && gen {prompt} {output}', 'found "&" outside of quotes'],
    ['gen "{prompt} {output}', 'found a " without its end'],
    ['gen {promt} {output}', 'found {promt} (did you mean {prompt}?)'],
    ['gen {prompt}', 'found no {output}'],
    ['gen {output}', 'found no {prompt}'],
    ['gen {prompt} {output} {width}', 'found {width} without a value'],
    ['  ', 'found an empty command'],
  ])('is refused: %s', (command, message) => {
    expect(() => make({ command })).toThrow(message)
  })

  test('of a worker may not hold what only a clip knows', () => {
    expect(() => make({ command: 'worker {prompt}', mode: 'worker' })).toThrow(
      'found {prompt} in the command of a worker',
    )
  })
})
