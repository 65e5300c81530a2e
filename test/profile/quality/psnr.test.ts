import { expect, test } from 'vitest'
import { psnr, squaredErrors } from '../../../bench/profile/quality/psnr.ts'
import golden from '../../fixtures/profile/quality.json' with { type: 'json' }
import { picture } from './pictures.ts'

test.each(golden.pictures)('$height x $width, noise $noise: as numpy', (golden) => {
  const { height, width, seedA, seedB, noise } = golden
  const a = picture(height, width, seedA, 0)
  const b = picture(height, width, seedB, noise)
  // the pictures themselves are those of the recording
  expect(a.reduce((sum, value) => sum + value, 0)).toBe(golden.sumA)
  expect(b.reduce((sum, value) => sum + value, 0)).toBe(golden.sumB)
  expect(psnr(squaredErrors(a, b), a.length)).toBeCloseTo(golden.psnr, 10)
})

test('one level off in every byte is 48.13 dB, and all 255 levels are 0 dB', () => {
  const black = new Uint8Array(300)
  expect(psnr(squaredErrors(black, new Uint8Array(300).fill(1)), 300)).toBeCloseTo(48.1308, 4)
  expect(psnr(squaredErrors(black, new Uint8Array(300).fill(255)), 300)).toBe(0)
})

test('equal pictures have no finite ratio', () => {
  expect(psnr(squaredErrors(new Uint8Array(12), new Uint8Array(12)), 12)).toBeNull()
})

test('pictures of two sizes are refused', () => {
  expect(() => squaredErrors(new Uint8Array(12), new Uint8Array(15))).toThrow('of one size')
  expect(() => squaredErrors(new Uint8Array(0), new Uint8Array(0))).toThrow('not empty')
})
