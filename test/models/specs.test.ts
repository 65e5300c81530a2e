import { expect, test } from 'vitest'
import { DcAutoencoder } from '../../bench/models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../bench/models/autoencoder/hunyuan-autoencoder.ts'
import { Mmdit } from '../../bench/models/mmdit/mmdit.ts'
import { dcSpec, hunyuanSpec, mmditSpecs } from '../../bench/models/specs.ts'
import type { Network } from '../../bench/onnx/graph/program.ts'
import { elementCount } from '../../bench/tensor/tensor.ts'

const count = ({ parameters }: Network) => parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)

/** Counts of the upstream code's parameters at official sizes. */
test.each([
  ['open-sora-v2', () => new Mmdit(mmditSpecs['open-sora-v2']), 11_891_390_528],
  ['open-sora-v2-dc-ae', () => new Mmdit(mmditSpecs['open-sora-v2-dc-ae']), 11_891_971_200],
  ['flux-dev', () => new Mmdit(mmditSpecs['flux-dev']), 11_901_408_320],
])('%s has as many parameters as upstream', (_, build, expected) => {
  expect(count(build())).toBe(expected)
})

test('the autoencoders have as many parameters as upstream', () => {
  expect(count(new HunyuanAutoencoder(hunyuanSpec)) / 1e6).toBeCloseTo(246.48, 2)
  expect(count(new DcAutoencoder(dcSpec)) / 1e6).toBeCloseTo(459.46, 2)
})

test('sizes that contradict each other are refused', () => {
  const spec = mmditSpecs['open-sora-v2']
  expect(() => new Mmdit({ ...spec, axesDim: [16, 56, 58] })).toThrow('expected even axes that sum to 128')
})
