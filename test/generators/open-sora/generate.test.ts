import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { GenerateOutcome, Generator } from '../../../bench/generators/contract.ts'
import { createOpenSora } from '../../../bench/generators/open-sora/open-sora.ts'
import { openSoraOptions } from '../../../bench/generators/open-sora/options.ts'
import { encodeVideo } from '../../../bench/video/encode.ts'
import { probeVideo } from '../../../bench/video/probe.ts'
import { writePng } from '../../support/png.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeTinyCheckpoint } from '../../support/tiny-checkpoint.ts'
import { plannedClip } from '../clips.ts'

const folder = temporaryFolder()
beforeAll(async () => {
  await writeTinyCheckpoint(join(folder, 'v2'), 'open-sora-v2')
  await writeTinyCheckpoint(join(folder, 'dc'), 'open-sora-v2-dc-ae')
  await encodeVideo(join(folder, 'ref.mp4'), pictures(40), { width: 96, height: 80, fps: 24 })
  writeFileSync(join(folder, 'references.csv'), 'text,ref\n"a cat",ref.mp4\na dog,ref.mp4;ref.mp4\n')
})

function* pictures(count: number) {
  for (let t = 0; t < count; t++) {
    yield { data: Uint8Array.from({ length: 96 * 80 * 3 }, (_, i) => (i * 3 + t * 5) % 256) }
  }
}

const v2 = { weights: 'v2', variant: 'open-sora-v2', frames: 9 } as const
const dc = { weights: 'dc', variant: 'open-sora-v2-dc-ae', frames: 8 } as const

function generator(members: object): Generator {
  const small = { resolution: '96px', imageResolution: '128px', steps: 2, keepLoaded: true, threads: 1 }
  return createOpenSora(openSoraOptions.parse({ ...small, ...members }), { baseDir: folder })[0]!
}

/** Makes clips with one session and returns their bytes and outcomes. */
async function make(members: object, seeds: readonly number[], prompt = 'a cat') {
  const made = generator(members)
  const clips = seeds.map((seed) => plannedClip(prompt, seed, { seed }))
  expect(await made.preflight(clips)).toEqual([])
  const session = await made.open()
  const results: { bytes: Buffer; outcome: GenerateOutcome }[] = []
  for (const clip of clips) {
    const outputPath = join(folder, `out-${clip.seed}.mp4`)
    const outcome = await session.generate({ clip, outputPath, signal: new AbortController().signal })
    results.push({ bytes: readFileSync(outputPath), outcome })
  }
  await session.close()
  return results
}

describe('a checkpoint of small random networks', { timeout: 120_000 }, () => {
  test.each([
    ['t2v, 4×8×8', { ...v2 }],
    ['t2v, 4×32×32', { ...dc }],
    ['t2i2v, 4×8×8', { ...v2, condition: 't2i2v' }],
    ['t2i2v, 4×32×32', { ...dc, condition: 't2i2v' }],
    ['i2v_head, 4×8×8', { ...v2, condition: 'i2v_head', references: 'references.csv' }],
    ['i2v_loop, 4×32×32', { ...dc, frames: 12, condition: 'i2v_loop', references: 'references.csv' }],
    ['v2v_tail, 4×8×8', { ...v2, frames: 37, condition: 'v2v_tail', references: 'references.csv' }],
  ])('%s: the seed decides the bytes', async (_, members) => {
    const [first, again, other] = await make(members, [1, 1, 2])
    expect(again!.bytes.equals(first!.bytes)).toBe(true)
    expect(other!.bytes.equals(first!.bytes)).toBe(false)
    const info = await probeVideo(join(folder, 'out-2.mp4'))
    expect(info).toMatchObject({
      width: members.weights === 'v2' ? 144 : 128,
      height: 64,
      frameCount: members.frames,
      fps: 24,
    })
    expect(Object.keys(first!.outcome.stageSeconds)).toEqual(
      expect.arrayContaining(['text', 'denoise', 'decode', 'write']),
    )
  })

  test('the prompt and the reference count; keeping networks does not', async () => {
    const bytesOf = async (members: object, prompt?: string) => (await make(members, [3], prompt))[0]!.bytes
    const cat = await bytesOf({ ...v2 })
    expect((await bytesOf({ ...v2 }, 'a dog')).equals(cat)).toBe(false)
    expect((await bytesOf({ ...v2, keepLoaded: false })).equals(cat)).toBe(true)
    const referenced = await bytesOf({ ...v2, condition: 'i2v_head', references: 'references.csv' })
    expect(referenced.equals(cat)).toBe(false)
  })

  test('progress is told before every step', async () => {
    const session = await generator({ ...v2 }).open()
    const told: unknown[] = []
    await session.generate({
      clip: plannedClip('a cat'),
      outputPath: join(folder, 'told.mp4'),
      signal: new AbortController().signal,
      onProgress: (progress) => told.push(progress),
    })
    await session.close()
    expect(told).toEqual([0, 1].map((done) => ({ stage: 'denoise', done, total: 2 })))
  })

  test('an abort leaves no file', async () => {
    const session = await generator({ ...v2 }).open()
    const controller = new AbortController()
    const outputPath = join(folder, 'aborted.mp4')
    const running = session.generate({ clip: plannedClip('a cat'), outputPath, signal: controller.signal })
    controller.abort()
    await expect(running).rejects.toThrow('abort')
    expect(() => readFileSync(outputPath)).toThrow('ENOENT')
    await session.close()
  })

  test('identity: settings, weights and references count; labels, places and memory do not', async () => {
    const identity = (members: object) => generator({ ...v2, ...members }).identity()
    const plain = JSON.stringify(await identity({}))
    expect(plain).not.toContain(folder)
    expect(JSON.stringify(await identity({ model: 'x', keepLoaded: false, threads: 2 }))).toBe(plain)
    expect(JSON.stringify(await identity({ steps: 3 }))).not.toBe(plain)
    expect(JSON.stringify(await identity({ ...dc }))).not.toBe(plain)
    expect(JSON.stringify(await identity({ condition: 'i2v_head', references: 'references.csv' }))).toContain(
      '"references":"',
    )
  })
})

describe('preflight finds what stands in the way', { timeout: 60_000 }, () => {
  const codes = async (members: object, prompt = 'a cat') =>
    (await generator(members).preflight([plannedClip(prompt)])).map(({ level, problem, itemId }) => [
      level,
      problem.code,
      itemId === null,
    ])

  test.each([
    ['4k frames with 4×8×8', { ...v2, frames: 12 }, 'OPEN_SORA_SIZE'],
    ['4k + 1 frames with 4×32×32', { ...dc, frames: 9 }, 'OPEN_SORA_SIZE'],
    ['a length that 4×32×32 would shorten', { ...dc, frames: 52 }, 'OPEN_SORA_SIZE'],
    ['one frame of i2v', { ...v2, frames: 1, condition: 't2i2v' }, 'OPEN_SORA_SIZE'],
    [
      'v2v that its reference would fill',
      { ...v2, frames: 33, condition: 'v2v_head', references: 'references.csv' },
      'OPEN_SORA_SIZE',
    ],
    [
      'v2v with 4×32×32',
      { ...dc, frames: 48, condition: 'v2v_head', references: 'references.csv' },
      'OPEN_SORA_SIZE',
    ],
    ['an unknown resolution', { ...v2, resolution: 'large' }, 'OPTION_INVALID'],
    ['an unknown aspect ratio', { ...v2, aspectRatio: '16:8' }, 'UNKNOWN_NAME'],
    ['the other autoencoder', { ...v2, variant: 'open-sora-v2-dc-ae', frames: 8 }, 'WEIGHT_FILE_MISSING'],
    ['a table that is not there', { ...v2, condition: 'i2v_head', references: 'none.csv' }, 'OPEN_SORA_FILE'],
  ])('%s', async (_, members, code) => {
    expect((await codes(members)).map(([level, found]) => [level, found])).toContainEqual(['error', code])
  })

  test('a prompt without a reference, and a prompt that T5 cuts', async () => {
    const members = { ...v2, condition: 'i2v_head', references: 'references.csv' }
    expect(await codes(members, 'a bird')).toEqual([['error', 'OPEN_SORA_REFERENCE', false]])
    expect(await codes({ ...v2 }, 'a cat and '.repeat(400))).toEqual([
      ['warning', 'OPEN_SORA_PROMPT_CUT', false],
    ])
  })

  test('a table that leads out of its folder, or names what is not there', async () => {
    writeFileSync(join(folder, 'v2', 'outside.csv'), 'text,ref\na cat,../ref.mp4\n')
    writeFileSync(join(folder, 'absent.csv'), 'text,ref\na cat,none.png\n')
    for (const references of ['v2/outside.csv', 'absent.csv']) {
      const found = await codes({ ...v2, condition: 'i2v_head', references })
      expect(found).toEqual([['error', 'OPEN_SORA_FILE', true]])
    }
  })

  test('empty folder: every file is named', async () => {
    const problems = await generator({ ...v2, weights: 'nothing' }).preflight([plannedClip('a cat')])
    const text = problems.map(({ problem }) => problem.message).join('\n')
    for (const name of [
      'Open_Sora_v2.safetensors',
      'hunyuan_vae.safetensors',
      't5-v1_1-xxl',
      'spiece.model',
    ]) {
      expect(text).toContain(name)
    }
  })

  test('the checkpoint of another model, before anything is made', async () => {
    await writeTinyCheckpoint(join(folder, 'other'), 'open-sora-v2')
    copyFileSync(join(folder, 'v2/flux1-dev.safetensors'), join(folder, 'other/Open_Sora_v2.safetensors'))
    const [found] = await generator({ ...v2, weights: 'other' }).preflight([plannedClip('a cat')])
    expect(found!.problem.code).toBe('WEIGHTS_MISMATCH')
    expect(found!.problem.message).toContain('guidance_in')
  })

  test('damaged tokenizers and architectures', async () => {
    await writeTinyCheckpoint(join(folder, 'damaged'), 'open-sora-v2')
    writeFileSync(join(folder, 'damaged/google/t5-v1_1-xxl/spiece.model'), 'not a model')
    writeFileSync(join(folder, 'damaged/openai/clip-vit-large-patch14/tokenizer.json'), '{}')
    expect(await codes({ ...v2, weights: 'damaged' })).toEqual([
      ['error', 'TOKENIZER_UNREADABLE', true],
      ['error', 'TOKENIZER_UNREADABLE', true],
    ])
    writeFileSync(join(folder, 'damaged/architecture.json'), '{"mmdit": {"hidenSize": 3}}')
    expect(await codes({ ...v2, weights: 'damaged' })).toContainEqual(['error', 'OPEN_SORA_FILE', true])
  })
})

test('i2v_head without a table starts from the picture that the run has for the prompt', {
  timeout: 120_000,
}, async () => {
  const rgb = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 7) % 256)
  writePng(join(folder, 'cat.png'), 40, 30, rgb)
  writeFileSync(join(folder, 'cat.csv'), 'text,ref\na cat,cat.png\n')
  const [byTable] = await make({ ...v2, condition: 'i2v_head', references: 'cat.csv' }, [1])
  const made = generator({ ...v2, condition: 'i2v_head' })
  expect(made.needsPictures).toBe(true)
  expect(generator(v2).needsPictures).toBe(false)
  const plain = plannedClip('a cat', 1, { seed: 1 })
  const clip = { ...plain, prompt: { ...plain.prompt, image: 'cat.png' } }
  expect(await made.preflight([clip])).toEqual([])
  expect(await made.preflight([plain])).toMatchObject([{ problem: { code: 'OPEN_SORA_REFERENCE' } }])
  const session = await made.open()
  const outputPath = join(folder, 'by-picture.mp4')
  const picturePath = join(folder, 'cat.png')
  await session.generate({ clip, outputPath, picturePath, signal: new AbortController().signal })
  await session.close()
  expect(readFileSync(outputPath).equals(byTable!.bytes)).toBe(true)
})

test('references belong to i2v and v2v only', () => {
  expect(() => openSoraOptions.parse({ weights: 'x', references: 'y.csv' })).toThrow('references')
  expect(() => openSoraOptions.parse({ weights: 'x', condition: 'i2v_tail' })).toThrow('references')
  expect(openSoraOptions.parse({ weights: 'x', condition: 'i2v_head' }).references).toBeUndefined()
})
