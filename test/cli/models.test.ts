import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { bytesText, pullProgress } from '../../bench/cli/pull-progress.ts'
import { bench, benchHere } from '../support/bench.ts'
import { hubServer } from '../weights/hub-server.ts'

const commit = 'e'.repeat(40)
const model = Buffer.alloc(400_000, 5)
const data = (text: string) => ({ data: Buffer.from(text), isLfs: false })

let server: Awaited<ReturnType<typeof hubServer>>
let root: string

beforeAll(async () => {
  server = await hubServer()
  server.repositories.set('hpcai-tech/Open-Sora-v2', {
    commits: [commit],
    files: new Map([
      ['Open_Sora_v2.safetensors', { data: model, isLfs: true }],
      ['hunyuan_vae.safetensors', { data: Buffer.alloc(1000, 6), isLfs: true }],
      ['flux1-dev.safetensors', { data: Buffer.alloc(1000, 7), isLfs: true }],
      ['google/t5-v1_1-xxl/spiece.model', data('pieces')],
      ['google/t5-v1_1-xxl/pytorch_model.bin.index.json', data('{}')],
      ['google/t5-v1_1-xxl/pytorch_model-00001-of-00001.bin', data('weights')],
      ['openai/clip-vit-large-patch14/merges.txt', data('a b')],
      ['openai/clip-vit-large-patch14/model.safetensors', data('more weights')],
    ]),
  })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.state.intercept = () => false
  root = await mkdtemp(join(tmpdir(), 'bench-models-'))
  vi.stubEnv('HF_ENDPOINT', server.url)
  vi.stubEnv('HF_HOME', join(root, 'hf'))
  vi.stubEnv('HF_HUB_CACHE', '')
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('HF_HUB_OFFLINE', '')
  return async () => {
    vi.unstubAllEnvs()
    await rm(root, { recursive: true, force: true })
  }
})

const models = (...args: readonly string[]) =>
  benchHere(['models', ...args, '--weights', join(root, 'weights')])

describe('bench models', () => {
  test('pulls a set from a mirror, lists it, prints its paths and verifies it', async () => {
    const pulled = await models('pull', 'open-sora-v2')
    expect(pulled.stderr).toContain('hpcai-tech/Open-Sora-v2/Open_Sora_v2.safetensors: 400 kB, done')
    expect(pulled.stdout.trim().split('\n').length).toBe(7)
    expect(pulled.status).toBe(0)

    vi.stubEnv('HF_HUB_OFFLINE', '1')
    expect((await models('pull', 'open-sora-v2')).stdout).toBe(pulled.stdout)

    const listed = await models('list')
    expect(listed.stdout).toMatch(/open-sora-v2 +7\/7 +45\.1 GB/)
    expect(listed.stdout).toMatch(/flux-dev +0\/2 +24\.1 GB +FLUX\.1 \[dev\] Non-Commercial, gated/)

    const file = await models('path', 'Open_Sora_v2.safetensors')
    expect(await readFile(file.stdout.trim())).toEqual(model)
    const folder = await models('path', 't5-v1_1-xxl')
    expect(await readFile(join(folder.stdout.trim(), 'spiece.model'), 'utf8')).toBe('pieces')
    expect((await models('path', 'open-sora-v2')).stdout.trim().split('\n').length).toBe(4)

    expect(await models('verify')).toMatchObject({ status: 0 })
    await writeFile(file.stdout.trim(), Buffer.alloc(400_000, 4))
    const verified = await models('verify', '--json')
    expect(verified.status).toBe(3)
    const { ok, files } = JSON.parse(verified.stdout)
    expect(ok).toBe(false)
    expect(files[0]).toMatchObject({ set: 'open-sora-v2', state: 'wrong' })
    expect(files[0].reason).toMatch(/^found sha256 [0-9a-f]{64}, expected sha256 [0-9a-f]{64}$/)
  }, 30_000)

  test('keeps the part that came when Ctrl-C is pressed, and says how to go on', async () => {
    let child: ChildProcess | null = null
    server.state.intercept = (request, response) => {
      if (!request.url?.startsWith('/cdn/')) return false
      response.writeHead(200, { 'content-length': String(model.length) })
      response.write(model.subarray(0, 100_000), () => setTimeout(() => child?.kill('SIGINT'), 300))
      return true
    }
    const { status, stderr } = await bench(['models', 'pull', 'open-sora-v2', '--weights', 'weights'], {
      cwd: root,
      onStderr: (_, process) => {
        child = process
      },
    })
    expect(stderr).toContain('Go on with: bench models pull open-sora-v2 --weights weights')
    expect(status).toBe(130)
    const blobs = join(root, 'weights/hub/models--hpcai-tech--Open-Sora-v2/blobs')
    const [part] = await readdir(blobs)
    expect(part).toMatch(/\.bench\.incomplete$/)
    expect((await readFile(join(blobs, part!))).length).toBe(100_000)
  }, 30_000)

  test('says of an unknown name what is near', async () => {
    const set = await models('pull', 'open-sora-v3')
    expect(set.status).toBe(2)
    expect(set.stderr).toContain('Did you mean "open-sora-v2"?')
    const file = await models('path', 'Open_Sora_v2.safetensor')
    expect(file.stderr).toContain('Did you mean "Open_Sora_v2.safetensors"?')
    const absent = await models('path', 'Open_Sora_v2.safetensors')
    expect(absent).toMatchObject({ status: 3, stdout: '' })
    expect(absent.stderr).toContain('bench models pull open-sora-v2')
  }, 30_000)

  test('says what to do for a gated set', async () => {
    const { status, stderr } = await models('pull', 'flux-dev')
    expect(status).toBe(3)
    expect(stderr).toContain('black-forest-labs/FLUX.1-dev')
    expect(stderr).toContain('set HF_TOKEN')
  }, 30_000)
})

test('progress is one redrawn line on a terminal and a line every 10 s elsewhere', () => {
  const step = { set: 's', name: 'a/b/c', totalBytes: 1e9, note: '' }
  const shown = (isTerminal: boolean) => {
    let text = ''
    let nowMs = 0
    const progress = pullProgress({
      write: (more) => {
        text += more
      },
      isTerminal,
      now: () => nowMs,
      columns: 80,
    })
    for (; nowMs <= 20_000; nowMs += 50) {
      progress.onProgress({ ...step, stage: 'download', doneBytes: nowMs * 25_000 })
    }
    progress.onProgress({ ...step, stage: 'done', doneBytes: 1e9 })
    return text
  }
  expect(shown(false).split('\n')).toEqual([
    'a/b/c: 250.0 MB of 1.0 GB, 25.0 MB/s, about 30 s left',
    'a/b/c: 500.0 MB of 1.0 GB, 25.0 MB/s, about 20 s left',
    'a/b/c: 1.0 GB, done',
    '',
  ])
  expect(shown(true).match(/\r/g)?.length).toBe(201)
  expect([5, 310_400, 4_000_000, 45.1e9].map(bytesText)).toEqual(['5 bytes', '310 kB', '4.0 MB', '45.1 GB'])
})
