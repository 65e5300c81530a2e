import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArchitecture } from '../../../bench/generators/open-sora/architecture.ts'
import { openNetworks } from '../../../bench/generators/open-sora/networks.ts'
import { openSoraOptions } from '../../../bench/generators/open-sora/options.ts'
import { branchPrediction } from '../../../bench/generators/open-sora/prediction.ts'
import type { Branch } from '../../../bench/models/sampler/denoise.ts'
import { seededRandom } from '../../../bench/tensor/random.ts'
import { elementCount, floatTensor } from '../../../bench/tensor/tensor.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeTinyCheckpoint } from '../../support/tiny-checkpoint.ts'

const folder = join(temporaryFolder(), 'v2')

function normals(name: string, shape: readonly number[]) {
  const random = seededRandom(name)
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  )
}

test('branches one after the other and as a streamed batch agree', async () => {
  await writeTinyCheckpoint(folder, 'open-sora-v2')
  const architecture = await readArchitecture(folder, 'open-sora-v2')
  const grid = { frames: 2, height: 4, width: 6 }
  const latents = normals('latents', [1, 12, 16])
  const condition = normals('condition', [1, 12, 20])
  const text = (name: string) => ({
    tokens: normals(name, [1, 7, 32]),
    pooled: normals(`${name} pooled`, [1, 24]),
  })
  const texts = { prompt: text('prompt'), negative: text('negative') }
  const predict = async (stream: boolean, branches: readonly Branch[]) => {
    const networks = openNetworks(folder, architecture, openSoraOptions.parse({ weights: folder, stream }))
    const velocities = await networks.with('mmdit', (mmdit) =>
      branchPrediction(mmdit, texts, condition, grid)(latents, 0.7, branches),
    )
    await networks.release()
    return velocities
  }
  const resident = await predict(false, ['full', 'reference', 'free'])
  const streamed = await predict(true, ['full', 'reference', 'free'])
  expect(resident.map(({ shape }) => shape)).toEqual([1, 2, 3].map(() => [1, 12, 16]))
  resident.forEach((velocity, branch) => {
    velocity.data.forEach((value, i) => {
      expect(Math.abs(value - streamed[branch]!.data[i]!)).toBeLessThan(2e-5)
    })
  })
  // the three are different predictions
  const [full, reference, free] = resident.map(({ data }) => data[0])
  expect(new Set([full, reference, free]).size).toBe(3)
  expect((await predict(false, ['free']))[0]!.data[0]).toBe(free)
})
