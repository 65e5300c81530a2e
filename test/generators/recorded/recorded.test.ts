import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Generator, GeneratorProblem } from '../../../bench/generators/contract.ts'
import { recordedOptions } from '../../../bench/generators/recorded/options.ts'
import { promptsFromFiles } from '../../../bench/generators/recorded/recorded.ts'
import { generators } from '../../../bench/generators/table.ts'
import type { PlannedClip } from '../../../bench/records/plan.ts'
import { plannedClip } from '../clips.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-recorded-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function videos(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), 'video')
  }
}

function make(options: Record<string, unknown> = {}): readonly Generator[] {
  const { create, options: schema } = generators.recorded
  return create(schema.parse({ videos: folder, ...options }), { baseDir: folder })
}

const preflight = (clips: readonly PlannedClip[], options: Record<string, unknown> = {}) =>
  make(options)[0]!.preflight(clips)

async function play(clip: PlannedClip, options: Record<string, unknown> = {}): Promise<string> {
  const session = await make(options)[0]!.open()
  const outcome = await session.generate({
    clip,
    outputPath: join(folder, 'out.mp4'),
    signal: new AbortController().signal,
  })
  expect(outcome.owned).toBe(false)
  await session.close()
  return outcome.path
}

const ofClip = (problems: readonly GeneratorProblem[]) => problems.filter(({ itemId }) => itemId !== null)
const overall = (problems: readonly GeneratorProblem[]) => problems.filter(({ itemId }) => itemId === null)
const codes = (problems: readonly GeneratorProblem[]) =>
  problems.map(({ problem, level }) => `${level} ${problem.code}`)

describe('videos in VBench naming', () => {
  test('are found where they lie, whatever their suffix', async () => {
    videos('a cat-0.mp4', 'a cat-1.gif', 'a cat-2.MOV')
    const clips = [0, 1, 2].map((index) => plannedClip('a cat', index))
    expect(await preflight(clips)).toEqual([])
    expect(await play(clips[1]!)).toBe(join(folder, 'a cat-1.gif'))
  })

  test('may be folders of frames', async () => {
    videos('a cat.-0/0001.png')
    expect(await play(plannedClip('a cat.'))).toBe(join(folder, 'a cat.-0'))
  })

  const accented = 'a façade in Paris'
  test.each([
    [
      'Unicode NFD',
      accented,
      [`${accented.normalize('NFD')}-0.mp4`],
      'RECORDED_MISNAMED',
      'in Unicode form NFD instead of NFC',
    ],
    [
      'Unicode NFC',
      accented.normalize('NFD'),
      [`${accented}-0.mp4`],
      'RECORDED_MISNAMED',
      'in Unicode form NFC instead of NFD',
    ],
    ['case', 'A cat', ['a cat-0.mp4'], 'RECORDED_MISNAMED', 'upper and lower case differ'],
    [
      'trailing dot',
      'A cat sits.',
      ['A cat sits-0.mp4'],
      'RECORDED_MISNAMED',
      'the "." at the end of the prompt is lost',
    ],
    [
      'underscores',
      'a red cat',
      ['a_red_cat-0.mp4'],
      'RECORDED_MISNAMED',
      'punctuation, spaces or case differ',
    ],
    [
      'comma',
      'a cat, running',
      ['a cat running-0.mp4'],
      'RECORDED_MISNAMED',
      'punctuation, spaces or case differ',
    ],
    ['zeros', 'a cat', ['a cat-00.mp4'], 'RECORDED_MISNAMED', 'the index is written 00, expected 0'],
    ['index from 1', 'a cat', ['a cat-1.mp4', 'a cat-2.mp4'], 'RECORDED_INDEX', 'No sample 0 of "a cat"'],
    ['no index', 'a cat', ['a cat.mp4'], 'RECORDED_INDEX', 'its samples are without a number'],
    [
      'misspelt',
      'a cat on a sofa',
      ['a cat on a soffa-0.mp4'],
      'RECORDED_MISSING',
      'did "a cat on a soffa" get another name',
    ],
    [
      'cut off',
      'a very long prompt about a cat',
      ['a very long prompt about-0.mp4'],
      'RECORDED_MISSING',
      'did "a very long prompt about" get',
    ],
    ['missing', 'a cat', ['a dog-0.mp4'], 'RECORDED_MISSING', 'No video "a cat-0" in'],
  ])('that are named wrongly are explained: %s', async (_, prompt, names, code, message) => {
    videos(...names)
    const clip = plannedClip(prompt)
    const [found] = ofClip(await preflight([clip]))
    expect(found).toMatchObject({ itemId: clip.id, level: 'error', problem: { code } })
    expect(found!.problem.message).toContain(message)
    await expect(play(clip)).rejects.toMatchObject({ problem: { code } })
  })

  test('that are missing in numbers are summed up', async () => {
    videos('a cat sits-0.mp4', 'a dog runs-0.mp4', 'a bird-1.mp4')
    const clips = ['a cat sits.', 'a dog runs.', 'a bird'].map((text) => plannedClip(text))
    const [summary] = overall(await preflight(clips))
    expect(summary).toMatchObject({ level: 'warning', problem: { code: 'RECORDED_SUMMARY' } })
    expect(summary!.problem.message).toContain('0 of 3 planned videos')
    expect(summary!.problem.message).toContain(
      '2 × the "." at the end of the prompt is lost, 1 × other sample numbers',
    )
  })

  test('that nobody asked for are a warning', async () => {
    videos('a cat-0.mp4', 'a dog-0.mp4', '._a cat-0.mp4', 'notes.txt', 'A Bird-0.mp4')
    const found = await preflight([plannedClip('a cat'), plannedClip('a bird')])
    expect(codes(found)).toEqual(['warning RECORDED_EXTRA', 'error RECORDED_MISNAMED'])
    expect(found[0]!.problem.message).toContain('1 videos')
    expect(found[0]!.problem.message).toContain('"a dog-0.mp4"')
  })

  test('that are there twice are a warning, and the more usual suffix is taken', async () => {
    videos('a cat-0.mp4', 'a cat-0.gif', 'a dog-0.gif')
    const clips = [plannedClip('a cat'), plannedClip('a dog')]
    expect(codes(await preflight(clips))).toEqual(['warning RECORDED_AMBIGUOUS'])
    expect(await play(clips[0]!)).toBe(join(folder, 'a cat-0.gif'))
  })

  test('that differ only by case belong to different prompts', async () => {
    videos('A cat-0.mp4', 'a cat-0.mp4')
    expect(await play(plannedClip('a cat'))).toBe(join(folder, 'a cat-0.mp4'))
    expect(await play(plannedClip('A cat'))).toBe(join(folder, 'A cat-0.mp4'))
  })

  test('with any prompts are all found, and without any one of them exactly that one is missing', async () => {
    const letter = fc.constantFrom('a', 'B', 'ç', 'ç', '.', '-', ' ', '1', "'", '%', '$')
    const prompt = fc.string({ unit: letter, minLength: 1, maxLength: 8 }).filter((text) => text !== '.')
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(prompt, { minLength: 2, maxLength: 6 }), async (prompts) => {
        const inner = mkdtempSync(join(folder, 'case-'))
        const [missing, ...present] = prompts as [string, ...string[]]
        for (const text of present) writeFileSync(join(inner, `${text}-0.mp4`), 'video')
        const clips = prompts.map((text) => plannedClip(text))
        const found = ofClip(await preflight(clips, { videos: inner }))
        expect(found.map(({ itemId }) => itemId)).toEqual([`model/${missing}/0`])
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

describe('a folder', () => {
  test('that is not there, is a file or holds no videos is named', async () => {
    writeFileSync(join(folder, 'file'), '')
    videos('inner/a cat-0.mp4')
    const of = async (path: string) => overall(await preflight([], { videos: path }))[0]?.problem.message
    expect(await of('nowhere')).toContain('nowhere: there is no such folder')
    expect(await of('file')).toContain('file: this is a file, expected a folder')
    expect(await of('.')).toContain('there are no videos directly in it, only the folders "inner"')
  })

  test('may hold links inside itself; links out of it are read only when told to', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'bench-outside-'))
    try {
      writeFileSync(join(outside, 'secret.mp4'), 'video')
      videos('a cat-0.mp4')
      symlinkSync(join(folder, 'a cat-0.mp4'), join(folder, 'a cat-1.mp4'))
      symlinkSync(join(outside, 'secret.mp4'), join(folder, 'a cat-2.mp4'))
      symlinkSync(join(folder, 'nowhere'), join(folder, 'a cat-3.mp4'))
      const clips = [0, 1, 2, 3].map((index) => plannedClip('a cat', index))
      const found = await preflight(clips)
      expect(ofClip(found).map(({ itemId }) => itemId)).toEqual(['model/a cat/2', 'model/a cat/3'])
      expect(codes(overall(found))).toContain('warning RECORDED_LINK')
      expect(ofClip(await preflight(clips, { followLinks: true })).map(({ itemId }) => itemId)).toEqual([
        'model/a cat/3',
      ])
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  test.skipIf(process.platform === 'win32')('may hold a pipe, which is never opened', async () => {
    execFileSync('mkfifo', [join(folder, 'a cat-0.mp4')])
    expect(codes(ofClip(await preflight([plannedClip('a cat')])))).toEqual(['error RECORDED_MISSING'])
  })

  test('of 6,220 videos is matched in well under a second, also when every name is wrong', async () => {
    const prompts = Array.from(
      { length: 1244 },
      (_, i) => `prompt number ${i} about a cat that sits on a sofa and looks at the rain.`,
    )
    const clips = prompts.flatMap((text) => [0, 1, 2, 3, 4].map((index) => plannedClip(text, index)))
    videos(...clips.map(({ fileName }) => fileName))
    const started = performance.now()
    expect(await preflight(clips)).toEqual([])
    const exact = performance.now() - started
    const wrong = clips.map((clip) =>
      plannedClip(`${clip.prompt.text.slice(0, -1)}, it seems.`, clip.sampleIndex),
    )
    const before = performance.now()
    expect(ofClip(await preflight(wrong))).toHaveLength(6220)
    // Generous for a busy machine; alone it takes about a tenth.
    expect(exact).toBeLessThan(1000)
    expect(performance.now() - before).toBeLessThan(3000)
  })

  test('gives one generator for each model', () => {
    const made = make({ videos: { ours: 'a', theirs: 'b' } })
    expect(made.map(({ model }) => model)).toEqual(['ours', 'theirs'])
    expect(make({ videos: 'videos/ours' })[0]!.model).toBe('ours')
    expect(make({ model: 'label' })[0]!.model).toBe('label')
  })

  test('is its identity, with the way of naming: videos that come or change keep a run going', async () => {
    const identity = (options: Record<string, unknown> = {}) => make(options)[0]!.identity()
    videos('a cat-0.mp4', 'inner/a cat-0.mp4')
    const before = await identity()
    videos('a cat-1.mp4')
    expect(await identity()).toEqual(before)
    expect(await identity({ model: 'label' })).toEqual(before)
    expect(await identity({ videos: join(folder, 'inner') })).not.toEqual(before)
    expect(await identity({ fromFiles: true })).not.toEqual(before)
  })
})

describe('a map of videos to prompts', () => {
  const clips = [plannedClip('a cat', 0), plannedClip('a cat', 1), plannedClip('a dog', 0)]

  test.each([
    ['map.json', '{"x.mp4": "a cat", "deep/y.mp4": "a cat", "z.mp4": "a dog"}'],
    [
      'map.json',
      '{"x.mp4": {"prompt": "a cat", "index": 0}, "deep/y.mp4": {"prompt": "a cat"}, "z.mp4": "a dog"}',
    ],
    [
      'map.json',
      '[{"file": "deep/y.mp4", "prompt": "a cat", "index": 1}, {"file": "x.mp4", "prompt": "a cat"}, {"file": "z.mp4", "prompt": "a dog"}]',
    ],
    ['map.csv', '\uFEFFindex,file,prompt\n0,x.mp4,a cat\n1,deep/y.mp4,a cat\n,z.mp4,a dog\n'],
  ])('is read: %s %s', async (name, text) => {
    videos('x.mp4', 'deep/y.mp4', 'z.mp4')
    writeFileSync(join(folder, name), text)
    expect(await preflight(clips, { map: name })).toEqual([])
    expect(await play(clips[1]!, { map: name })).toBe(join(folder, 'deep/y.mp4'))
    expect(await play(clips[2]!, { map: name })).toBe(join(folder, 'z.mp4'))
  })

  test('tells which prompts and samples it does not have, and which videos are not asked for', async () => {
    videos('x.mp4', 'y.mp4')
    writeFileSync(join(folder, 'map.json'), '{"x.mp4": "a cat", "y.mp4": "a bird"}')
    const found = await preflight(clips, { map: 'map.json' })
    expect(codes(ofClip(found))).toEqual(['error RECORDED_INDEX', 'error RECORDED_UNMAPPED'])
    expect(codes(overall(found))).toEqual(['warning RECORDED_SUMMARY', 'warning RECORDED_EXTRA'])
  })

  test.each([
    ['../out.mp4', 'RECORDED_OUTSIDE'],
    ['/etc/passwd', 'RECORDED_OUTSIDE'],
    ['nowhere.mp4', 'RECORDED_MISSING'],
    ['.', 'RECORDED_OUTSIDE'],
  ])('can not lead out of the folder or to nothing: %s', async (file, code) => {
    writeFileSync(join(folder, 'map.json'), JSON.stringify({ [file]: 'a cat' }))
    expect(codes(ofClip(await preflight([plannedClip('a cat')], { map: 'map.json' })))).toEqual([
      `error ${code}`,
    ])
  })

  test('can not lead out through a link', async () => {
    symlinkSync('/etc', join(folder, 'link'))
    writeFileSync(join(folder, 'map.json'), '{"link/passwd": "a cat"}')
    expect(codes(ofClip(await preflight([plannedClip('a cat')], { map: 'map.json' })))).toEqual([
      'error RECORDED_LINK',
    ])
  })

  test.each([
    ['map.json', '{', 'this is not JSON'],
    ['map.json', '[1]', 'expected {"file": "prompt"}'],
    ['map.json', '{}', 'found no rows'],
    ['map.json', '[{"file":"a","prompt":"x"},{"file":"a","prompt":"y"}]', '"a" is in two rows'],
    [
      'map.json',
      '[{"file":"a","prompt":"x","index":1},{"file":"b","prompt":"x","index":1}]',
      'sample 1 of "x" is in two rows',
    ],
    ['map.csv', 'name,prompt\na,b\n', 'found the columns name, prompt, expected file, prompt'],
    ['map.csv', 'file,prompt,index\na,b,one\n', 'row 2: index'],
    ['map.csv', 'file,prompt\n"a,b\n', 'line 2: a quoted field does not end'],
  ])('with a fault is refused: %s %s', async (name, text, message) => {
    writeFileSync(join(folder, name), text)
    const [found] = await preflight([], { map: name })
    expect(found).toMatchObject({ level: 'error', problem: { code: 'RECORDED_MAP' } })
    expect(found!.problem.message).toContain(message)
  })

  test('that is not there is named', async () => {
    expect((await preflight([], { map: 'nowhere.csv' }))[0]!.problem.message).toContain(
      'nowhere.csv: there is no such file',
    )
  })
})

describe('prompts from files', () => {
  const read = (options: Record<string, unknown>) =>
    promptsFromFiles(recordedOptions.parse({ videos: folder, ...options }), { baseDir: folder }, [
      'temporal-flickering',
    ])

  test('are one for each video, and each finds its own video', async () => {
    videos('a cat-0.mp4', 'a cat-1.mp4', 'dog.gif', 'frames-0/1.png')
    const prompts = read({ fromFiles: true })
    expect(prompts).toEqual([
      { id: 'file-0000', text: 'a cat', dimensions: ['temporal-flickering'] },
      { id: 'file-0001', text: 'a cat', dimensions: ['temporal-flickering'] },
      { id: 'file-0002', text: 'dog', dimensions: ['temporal-flickering'] },
    ])
    const clips = prompts.map((prompt) => plannedClip(prompt.text, 0, { id: prompt.id, prompt }))
    expect(await preflight(clips, { fromFiles: true })).toEqual([])
    expect(await play(clips[1]!, { fromFiles: true })).toBe(join(folder, 'a cat-1.mp4'))
    expect(await play(clips[2]!, { fromFiles: true })).toBe(join(folder, 'dog.gif'))
  })

  test('may come from a map', async () => {
    videos('x.mp4', 'y.mp4')
    writeFileSync(join(folder, 'map.json'), '{"x.mp4": "a cat", "y.mp4": "a cat"}')
    const prompts = read({ map: 'map.json' })
    expect(prompts.map(({ text }) => text)).toEqual(['a cat', 'a cat'])
    const clips = prompts.map((prompt) => plannedClip(prompt.text, 0, { id: prompt.id, prompt }))
    expect(await Promise.all(clips.map((clip) => play(clip, { map: 'map.json' })))).toEqual([
      join(folder, 'x.mp4'),
      join(folder, 'y.mp4'),
    ])
  })

  test('must be the same for every model', () => {
    videos('a/cat-0.mp4', 'b/cat-0.mp4')
    expect(read({ videos: { a: 'a', b: 'b' }, fromFiles: true })).toHaveLength(1)
    videos('b/dog-0.mp4')
    expect(() => read({ videos: { a: 'a', b: 'b' }, fromFiles: true })).toThrow(
      'The videos of "a" (1) and "b" (2) name different prompts; the first is "dog"',
    )
  })

  test('of an empty folder are an error', () => {
    expect(() => read({ fromFiles: true })).toThrow('there are no videos in it')
  })

  test('come from one place', () => {
    expect(() => read({ fromFiles: true, map: 'x.json' })).toThrow('exclude each other')
  })
})
