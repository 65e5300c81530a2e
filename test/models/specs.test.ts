import { expect, test } from 'vitest'
import { DcAutoencoder } from '../../bench/models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../bench/models/autoencoder/hunyuan-autoencoder.ts'
import { Mmdit } from '../../bench/models/mmdit/mmdit.ts'
import { dcSpec, hunyuanSpec, mmditSpecs } from '../../bench/models/specs.ts'
import { AestheticHead } from '../../bench/models/vision/aesthetic-head.ts'
import { Clip } from '../../bench/models/vision/clip.ts'
import { Dino } from '../../bench/models/vision/dino.ts'
import { DinoV2 } from '../../bench/models/vision/dinov2.ts'
import { Amt } from '../../bench/models/vision/flow/amt.ts'
import { Musiq } from '../../bench/models/vision/musiq/musiq.ts'
import {
  aestheticL14,
  clipB32,
  clipL14,
  dinoB16,
  dinov2B14,
  musiqSpaq,
  umtL16,
  viclipL14,
} from '../../bench/models/vision/specs.ts'
import { Umt } from '../../bench/models/vision/umt.ts'
import { Viclip } from '../../bench/models/vision/viclip.ts'
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

/** Counts of the upstream code: fixtures/vbench/README.md of the golden data. */
test.each([
  ['DINO ViT-B/16', () => new Dino(dinoB16), 85_798_656],
  // 86.58 M of the released file without the token of its training
  ['DINOv2 ViT-B/14', () => new DinoV2(dinov2B14), 86_579_712],
  ['CLIP ViT-B/32', () => new Clip(clipB32), 151_277_313],
  ['CLIP ViT-L/14', () => new Clip(clipL14), 427_616_513],
  ['LAION head', () => new AestheticHead(aestheticL14), 769],
  ['MUSIQ', () => new Musiq(musiqSpaq), 27_125_825],
  ['AMT-S', () => new Amt(), 2_990_543],
  ['UMT ViT-L/16', () => new Umt(umtL16), 306_695_568],
  // without the temperature of its training
  ['ViCLIP-L/14', () => new Viclip(viclipL14), 427_590_144],
])('%s has as many parameters as in VBench', (_, build, expected) => {
  expect(count(build())).toBe(expected)
})

test('sizes that contradict each other are refused', () => {
  const spec = mmditSpecs['open-sora-v2']
  expect(() => new Mmdit({ ...spec, axesDim: [16, 56, 58] })).toThrow('expected even axes that sum to 128')
})
