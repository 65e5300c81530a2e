import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BenchError } from '../../../bench/errors.ts'
import type { GenerateOutcome, GeneratorSession } from '../../../bench/generators/contract.ts'
import { processOptions } from '../../../bench/generators/process/options.ts'
import { createProcess } from '../../../bench/generators/process/process.ts'
import { plannedClip } from '../clips.ts'
import { isAlive } from './is-alive.ts'

const program = fileURLToPath(new URL('./faulty-worker.mjs', import.meta.url))

let folder = ''
let state = ''
let session: GeneratorSession | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-worker-'))
  state = join(folder, 'starts')
})
afterEach(async () => {
  await session?.close()
  session = null
  for (const pid of startedPids()) expect(isAlive(pid), `process ${pid} is left over`).toBe(false)
  rmSync(folder, { recursive: true })
})

const startedPids = () =>
  existsSync(state) ? readFileSync(state, 'utf8').trim().split('\n').map(Number) : []

async function open(fault: string, options: Record<string, unknown> = {}): Promise<GeneratorSession> {
  const command = [process.execPath, program, fault, state]
  const parsed = processOptions.parse({ mode: 'worker', command, stopSeconds: 0.5, ...options })
  session = await createProcess(parsed, { baseDir: folder })[0]!.open()
  return session
}

const outputOf = (prompt: string) => join(folder, 'out', `${prompt}.mp4`)

function generate(prompt: string, signal = new AbortController().signal): Promise<GenerateOutcome> {
  return session!.generate({ clip: plannedClip(prompt), outputPath: outputOf(prompt), signal })
}

async function problemOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; remedy?: string }> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(BenchError)
  return (thrown as BenchError).problem as { code: string; message: string }
}

describe('a worker', () => {
  test('is started once for many clips and ends with the session', async () => {
    await open('none')
    for (let i = 0; i < 3; i++) {
      const outcome = await generate('fine')
      expect(outcome).toEqual({ path: outputOf('fine'), owned: true, stageSeconds: { sample: 1.5 } })
    }
    expect(startedPids()).toHaveLength(1)
  })

  test('is not started before the first clip', async () => {
    await open('none')
    expect(startedPids()).toEqual([])
  })

  test('may take its time to be ready', async () => {
    await open('slow start', { startSeconds: 20 })
    expect((await generate('fine')).owned).toBe(true)
  })

  test('may print what is no message', async () => {
    await open('noise')
    expect((await generate('noisy')).owned).toBe(true)
  })

  test('that crashes is started again, and the clip is tried again', async () => {
    await open('none')
    await generate('crash once')
    expect(readFileSync(outputOf('crash once'), 'utf8')).toBe('made by start 2')
    expect(startedPids()).toHaveLength(2)
  })

  test('that crashes every time fails the clip with the end of its output, and makes the next one', async () => {
    await open('none', { retries: 2 })
    const problem = await problemOf(generate('crash'))
    expect(problem.code).toBe('PROCESS_FAILED')
    expect(problem.message).toContain('signal SIGKILL (attempts: 3)')
    expect(problem.message).toMatch(/line 99\nCUDA error: device-side assert triggered$/)
    expect(problem.message).not.toContain('line 50\n')
    expect((await generate('fine')).owned).toBe(true)
    expect(startedPids()).toHaveLength(4)
  })

  test('that crashes at its first start is started again', async () => {
    await open('crash at first start')
    expect((await generate('fine')).owned).toBe(true)
  })

  test('that never starts fails every clip and is given up', async () => {
    await open('crash at start')
    const problem = await problemOf(generate('fine'))
    expect(problem.code).toBe('PROCESS_START')
    expect(problem.message).toContain('exit code 3 (attempts: 2)')
    expect(problem.message).toContain('out of memory: 80 GiB asked')
    expect((await problemOf(generate('fine'))).code).toBe('PROCESS_START')
    expect(startedPids()).toHaveLength(2)
  })

  test('that is never ready is given up after startSeconds', async () => {
    await open('never ready', { startSeconds: 0.5 })
    const problem = await problemOf(generate('fine'))
    expect(problem.code).toBe('PROCESS_TIMEOUT')
    expect(problem.remedy).toContain('startSeconds')
    expect((await problemOf(generate('fine'))).code).toBe('PROCESS_TIMEOUT')
    expect(startedPids()).toHaveLength(1)
  })

  test('of another protocol is refused', async () => {
    await open('old protocol', { retries: 0 })
    const problem = await problemOf(generate('fine'))
    expect(problem.code).toBe('PROCESS_START')
    expect(problem.message).toContain('breaks the protocol (protocol:')
  })

  test('that hangs is ended with its children after clipSeconds, without a retry', async () => {
    await open('none', { clipSeconds: 1 })
    const problem = await problemOf(generate('hang'))
    expect(problem.code).toBe('PROCESS_TIMEOUT')
    expect(problem.message).toContain('Not done after 1 seconds, 25 % of denoise.')
    expect(problem.remedy).toContain('clipSeconds')
    const child = Number(readFileSync(`${state}.child`, 'utf8'))
    await expect.poll(() => isAlive(child)).toBe(false)
    expect((await generate('fine')).owned).toBe(true)
    expect(startedPids()).toHaveLength(2)
  })

  test.each(['garbage', 'other id', 'other type', 'endless line'])(
    'whose message is wrong (%s) counts as crashed',
    async (prompt) => {
      await open('none', { retries: 0 })
      const problem = await problemOf(generate(prompt))
      expect(problem.code).toBe('PROCESS_FAILED')
      expect(problem.message).toMatch(/a message that breaks the protocol|a line of more than/)
      expect((await generate('fine')).owned).toBe(true)
    },
  )

  test('may refuse a clip and go on', async () => {
    await open('none')
    const problem = await problemOf(generate('refuse'))
    expect(problem.code).toBe('PROCESS_REFUSED')
    expect(problem.message).toContain('the prompt has 300 tokens, at most 77')
    await generate('fine')
    expect(startedPids()).toHaveLength(1)
  })

  test.each([
    ['no file', 'there is no file at'],
    ['empty file', 'the file is empty at'],
    ['other suffix', 'there is no file (but "other suffix.mp4.mkv") at'],
  ])('must write its file: %s', async (prompt, found) => {
    await open('none')
    const problem = await problemOf(generate(prompt))
    expect(problem.code).toBe('PROCESS_OUTPUT')
    expect(problem.message).toContain(found)
    expect(startedPids()).toHaveLength(1)
  })

  test('is ended when the run is interrupted', async () => {
    await open('none')
    await generate('fine')
    const controller = new AbortController()
    const work = generate('hang', controller.signal)
    setTimeout(() => controller.abort(), 300)
    await expect(work).rejects.toHaveProperty('name', 'AbortError')
    expect(startedPids().filter(isAlive)).toEqual([])
  })

  test('is ended when the run is interrupted while it starts', async () => {
    await open('never ready')
    const controller = new AbortController()
    const work = generate('fine', controller.signal)
    setTimeout(() => controller.abort(), 300)
    await expect(work).rejects.toHaveProperty('name', 'AbortError')
    expect(startedPids().filter(isAlive)).toEqual([])
  })

  test('that ignores the end of its input and SIGTERM is killed on close', async () => {
    await open('deaf', { stopSeconds: 0.2 })
    await generate('fine')
    await session!.close()
    expect(startedPids().filter(isAlive)).toEqual([])
  })
})
