import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readComparable } from '../../bench/cli/comparable-file.ts'
import { compareRuns } from '../../bench/pipeline/compare.ts'
import { vbenchResults } from '../../reports/vbench-results.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { madeUpResult, withVideos } from '../support/run-result.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const context = { runPath: '..', version: '0', allowPartial: false }
const options = { resamples: 200, level: 0.95, seed: 1, totals: vbench.totals, maxRegression: 0.01 }
const complete = () => withVideos(madeUpResult({ official: true, failEvery: 0, allDimensions: true }))

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const pack = (value: unknown, name = 'x_eval_results.json') =>
  write(name, typeof value === 'string' ? value : JSON.stringify(value))
const read = (path: string) => readComparable(path, folder)
const problemOf = (path: string) =>
  read(path).then(
    () => null,
    (error) => `${error.problem?.code} ${error.problem?.message}`,
  )

test('our own pack, read back, is equal to the run in every dimension and total', async () => {
  const result = complete()
  const [file] = await vbenchZip.files(result, context)
  const { run } = await read(write(file!.name, file!.content))
  const { metrics } = compareRuns({ path: 'run', result }, run, options)
  expect(metrics).toHaveLength(19)
  for (const { metric, a, b, difference } of metrics) {
    expect(b, metric).not.toBeNull()
    // Frames' weights of subject consistency are not in the file; all clips are of one length here.
    expect(Math.abs(difference!), metric).toBeLessThan(1e-12)
    expect(Math.abs(a! - b!), metric).toBeLessThan(1e-12)
  }
  expect(run.result.models[0]!.model).toBe('toybox')
})

test('files of single dimensions in a folder are one model; NaN is missing, with its place', async () => {
  const [file] = await vbenchResults.files(complete(), context)
  const merged = JSON.parse(file!.content as string) as Record<string, [number, { video_results: unknown }[]]>
  const parts = join(folder, 'parts')
  mkdirSync(parts)
  for (const [key, value] of Object.entries(merged)) {
    const text = JSON.stringify({ [key]: value })
    const broken = key === 'scene' ? text.replace(/"video_results":[\d.]+/, '"video_results":NaN') : text
    writeFileSync(join(parts, `results_${key}_eval_results.json`), broken)
  }
  const { run, notices } = await read(parts)
  expect(run.result.models[0]!.dimensions.every(({ value }) => value !== null)).toBe(true)
  expect(notices.join('\n')).toContain('No finite number at scene[1][0].video_results')
  const { metrics } = compareRuns({ path: 'run', result: complete() }, run, options)
  const scene = metrics.find(({ metric }) => metric === 'scene')!
  expect(scene).toMatchObject({ verdict: 'inconclusive', pairs: 15 })
})

test('a video that only the run lists as excluded is no gap', async () => {
  const result = complete()
  const [file] = await vbenchResults.files(result, context)
  const { run } = await read(write('y_eval_results.json', file!.content))
  const color = compareRuns({ path: 'run', result }, run, options).metrics.find((m) => m.metric === 'color')!
  expect(result.models[0]!.dimensions.find(({ id }) => id === 'color')!.excluded).toBeGreaterThan(0)
  expect(color).toMatchObject({ verdict: 'pass', difference: 0 })
})

test('two packs pair by file name, whatever folder and ending', async () => {
  const videos = (root: string, suffix: string) =>
    Array.from({ length: 5 }, (_, i) => ({
      video_path: `${root}a cat-${i}.${suffix}`,
      video_results: 0.5 + i / 10,
    }))
  const a = await read(pack({ motion_smoothness: [0.7, videos('/data/', 'mp4')] }, 'a_eval_results.json'))
  const b = await read(pack({ motion_smoothness: [0.7, videos('C:\\v\\', 'gif')] }, 'b_eval_results.json'))
  const { metrics } = compareRuns(a.run, b.run, options)
  expect(metrics).toMatchObject([{ metric: 'motion-smoothness', pairs: 5, difference: 0 }])
})

test('a mean that its videos do not give is said', async () => {
  const { notices } = await read(pack({ color: [0.9, [{ video_path: 'a-0.mp4', video_results: 0.5 }]] }))
  expect(notices.join('\n')).toContain('color is 0.90000 in the file, and its videos give 0.50000')
})

test('another profile can not be compared with it', async () => {
  const { run } = await read(pack({ color: [0.5, [{ video_path: 'a-0.mp4', video_results: 0.5 }]] }))
  expect(() => compareRuns({ path: 'run', result: madeUpResult() }, run, options)).toThrow(/profile/)
})

const video = { video_path: 'a-0.mp4', video_results: 0.5 }
const refused: [string, unknown, RegExp][] = [
  ['an unknown dimension', { beauty: [0.5, [video]] }, /"beauty", which is none of/],
  ['words for numbers', { color: ['0.5', [video]] }, /at color/],
  ['no dimension', {}, /no dimension/],
  ['a list', [1, 2], /at the top/],
  ['text', 'not json', /is not JSON/],
  ['a string that holds NaN', '{"NaN', /is not JSON/],
  ['a video twice', { color: [0.5, [video, video]] }, /color names a-0.mp4 twice/],
]
test.each(refused)('%s is refused', async (_name, value, message) => {
  const path = pack(value, 'bad_eval_results.json')
  expect(await problemOf(path)).toMatch(/^PACK_INVALID /)
  expect(await problemOf(path)).toMatch(message)
})

const zips: [string, Uint8Array, RegExp][] = [
  ['that leaves its folder', zipSync({ '../x_eval_results.json': strToU8('{}') }), /leaves its folder/],
  ['without results', zipSync({ 'readme.txt': strToU8('hello') }), /no file in it ends in/],
  ['cut in half', zipSync({ 'x_eval_results.json': strToU8('{}') }).slice(0, 40), /not a readable zip/],
  ['of too many files', zipSync(manyFiles(1001)), /more than 1000 files/],
  [
    'that grows beyond its limit',
    zipSync({ 'x_eval_results.json': new Uint8Array(257 * 2 ** 20) }, { level: 1 }),
    /more than 268435456 bytes/,
  ],
  [
    'with one dimension in two files',
    zipSync({
      'a_eval_results.json': strToU8('{"color":[1]}'),
      'b_eval_results.json': strToU8('{"color":[1]}'),
    }),
    /color is in a_eval_results.json and in b_eval/,
  ],
]
test.each(zips)('a zip %s is refused', async (_name, bytes, message) => {
  expect(await problemOf(write('bad.zip', bytes))).toMatch(message)
})

function manyFiles(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.txt`, new Uint8Array()]))
}

test('a zip whose directory understates an entry fills no more than the stated size', async () => {
  const bytes = zipSync({ 'x_eval_results.json': new Uint8Array(2 ** 20) })
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  // Central directory: signature 0x02014b50, uncompressed size at 24 (PKWARE APPNOTE 4.3.12).
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 16, true)
  }
  expect(await problemOf(write('bad.zip', bytes))).toMatch(/^PACK_INVALID/)
})
