import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { autoencoderQuality, type QualityInputs } from '../../bench/cli/autoencoder-quality.ts'
import type { SuiteRequest } from '../../bench/profile/suite-request.ts'
import { builtInVariant, type SuiteVariant } from '../../bench/profile/suite-variant.ts'
import { profileVariants } from '../../bench/profile/variants.ts'
import type { ProfileCell } from '../../bench/records/autoencoder-result.ts'
import { madeUpAutoencoderResult } from '../reports/autoencoder/made-up-result.ts'
import { writeClip } from '../support/movie.ts'
import { temporaryFolder } from '../support/temporary.ts'

const program = fileURLToPath(new URL('../profile/codec/process-codec.mjs', import.meta.url))
const folder = temporaryFolder()

const pooling = (id: string, mode: string): SuiteVariant => ({
  id,
  title: id,
  codec: { kind: 'process', command: [process.execPath, program, mode], folder, callSeconds: 60 },
  reduction: { frames: 1, height: 2, width: 2 },
  latentChannels: 3,
  causal: false,
  tiling: { spatial: false, temporal: false },
  transformer: null,
})

/** A cell whose encoding and decoding were measured. */
function cell(variant: string, [width, height, frames]: readonly [number, number, number]): ProfileCell {
  const [made] = madeUpAutoencoderResult().cells
  return { ...made!, variant, width, height, frames, latentShape: null }
}

const request = (variants: readonly SuiteVariant[], signal = new AbortController().signal): SuiteRequest => ({
  variants,
  workloads: [],
  stages: [],
  checks: [],
  budgetSeconds: 1,
  precision: 0.02,
  minRounds: 1,
  maxRounds: 1,
  provider: 'cpu',
  threads: 1,
  syntheticFolder: folder,
  host: { start: () => Promise.reject(new Error('nothing is timed here')) },
  signal,
  onProgress: () => undefined,
})

let inputs: QualityInputs
beforeAll(async () => {
  await mkdir(join(folder, 'clips'))
  const clips = ['a', 'b'].map((name) => ({
    name: `${name}.mp4`,
    path: join(folder, 'clips', `${name}.mp4`),
  }))
  for (const { path } of clips) await writeClip(path, 4)
  inputs = { clips, lpips: null, weights: new Map() }
})

test("a user's program is judged on every clip; a clip that is gone is named, and the others go on", async () => {
  const gone = { name: 'gone.mp4', path: join(folder, 'clips', 'gone.mp4') }
  const [row] = await autoencoderQuality(
    request([pooling('pool', 'works')]),
    { cells: [cell('pool', [48, 32, 4])] },
    { ...inputs, clips: [...inputs.clips, gone] },
  )
  expect(row).toMatchObject({
    variant: 'pool',
    tiled: false,
    clips: ['a.mp4', 'b.mp4'],
    failed: [{ clip: 'gone.mp4', problem: { code: 'VIDEO_MISSING' } }],
    psnr: { status: 'scored', clips: 2 },
    ssim: { status: 'scored' },
    lpips: { status: 'unscored', reason: { code: 'WEIGHTS_ABSENT' } },
  })
})

test('a program that dies leaves its rows unscored with its own last words', async () => {
  const [row] = await autoencoderQuality(
    request([pooling('pool', 'dies')]),
    { cells: [cell('pool', [48, 32, 4])] },
    inputs,
  )
  expect(row!.psnr).toMatchObject({
    status: 'unscored',
    reason: { code: 'PROFILE_PROCESS', message: expect.stringContaining('out of luck') },
  })
  expect(row!.failed.map(({ clip }) => clip)).toEqual(['a.mp4', 'b.mp4'])
})

test('without weights, without clips and without memory nothing is started, and the reason is given', async () => {
  const whole = { ...profileVariants['4x8x8'], tiling: { spatial: false, temporal: false } }
  const variant = builtInVariant('4x8x8', whole)
  const rows = (found: Partial<QualityInputs>, size: readonly [number, number, number]) =>
    autoencoderQuality(
      request([variant]),
      { cells: [{ ...cell('4x8x8', size), latentShape: [1, 16, 5, size[1] / 8, size[0] / 8] }] },
      { ...inputs, ...found },
    )
  const absent = { code: 'WEIGHTS_ABSENT', message: 'absent' }
  const code = (row: Awaited<ReturnType<typeof rows>>[number]) =>
    row.psnr.status === 'unscored' ? row.psnr.reason.code : row.psnr.status
  expect((await rows({ weights: new Map([['4x8x8', absent]]) }, [256, 256, 17])).map(code)).toEqual([
    'WEIGHTS_ABSENT',
  ])
  const weights = new Map([['4x8x8', join(folder, 'never-read')]])
  expect((await rows({ clips: [], weights }, [256, 256, 17])).map(code)).toEqual(['QUALITY_UNDEFINED'])
  // decoding it whole takes more than 100 GiB
  expect((await rows({ weights }, [1280, 1280, 17])).map(code)).toEqual(['PROFILE_MEMORY'])
})

test('nothing is begun after an interruption', async () => {
  const stopped = request([pooling('pool', 'works')], AbortSignal.abort())
  expect(await autoencoderQuality(stopped, { cells: [cell('pool', [48, 32, 4])] }, inputs)).toEqual([])
})
