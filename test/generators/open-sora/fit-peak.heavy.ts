import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { fitOpenSora } from '../../../bench/generators/open-sora/fit/fit.ts'
import { peakBytes } from '../../../bench/generators/open-sora/fit/memory-use.ts'
import { openSoraOptions } from '../../../bench/generators/open-sora/options.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeTinyCheckpoint } from '../../support/tiny-checkpoint.ts'

const folder = temporaryFolder()
const program = fileURLToPath(new URL('../../support/measured-peak.ts', import.meta.url))
const mebibyte = 2 ** 20

/** Some 100 M parameters: small enough for a minute, large enough that weights and tensors outweigh the process. */
const transformer = { contextInDim: 512, vecInDim: 64, hiddenSize: 1024, numHeads: 8, axesDim: [16, 56, 56] }
const sizes = {
  mmdit: { ...transformer, depth: 1, depthSingleBlocks: 3 },
  // the folder has all networks; these two are not used here
  flux: { ...transformer, hiddenSize: 128, numHeads: 1, depth: 1, depthSingleBlocks: 1 },
  fluxAutoencoder: { ch: 32, chMult: [1, 1, 1, 1], numResBlocks: 1, zChannels: 4 },
  hunyuan: { blockOutChannels: [32, 64, 128, 128], layersPerBlock: 1 },
  t5: { vocabSize: 704, dModel: 512, dFf: 1408, numLayers: 4, numHeads: 8 },
  clip: { vocabSize: 514, hiddenSize: 64, intermediateSize: 256, numHiddenLayers: 2, numAttentionHeads: 4 },
}

beforeAll(() => writeTinyCheckpoint(folder, 'open-sora-v2', { sizes, dtype: 'BF16' }))

test.each([
  ['whole, kept', { stream: false, keepLoaded: true }, { frames: 5, resolution: '128px' }],
  ['whole, one after the other', { stream: false, keepLoaded: false }, { frames: 5, resolution: '128px' }],
  ['block by block', { stream: true, keepLoaded: false }, { frames: 5, resolution: '128px' }],
  ['a longer clip', { stream: false, keepLoaded: false }, { frames: 33, resolution: '144p' }],
])('%s: measured memory stays within what the plan allows for', async (name, use, clip) => {
  const members = { weights: '.', steps: 1, ...clip, ...use }
  const planned = peakBytes(await fitOpenSora(openSoraOptions.parse(members), folder), use)
  const args = ['--import', 'tsx', program, folder, JSON.stringify(members)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { peakBytes: measured } = JSON.parse(stdout) as { peakBytes: number }
  console.log(
    `${name}: planned ${Math.round(planned / mebibyte)} MiB, measured ${Math.round(measured / mebibyte)} MiB`,
  )
  // a plan may fill 90 % of the memory
  expect(measured).toBeLessThan(planned / 0.9)
  expect(measured).toBeGreaterThan(planned * 0.6)
})
