import { expect, test } from 'vitest'
import { ssim } from '../../../bench/profile/quality/ssim.ts'
import golden from '../../fixtures/profile/quality.json' with { type: 'json' }
import { picture } from './pictures.ts'

test.each(golden.pictures)('$height x $width, noise $noise: as OpenCV', (golden) => {
  const { height, width, seedA, seedB, noise } = golden
  const found = ssim(picture(height, width, seedA, 0), picture(height, width, seedB, noise), golden)
  expect(Math.abs(found - golden.ssim)).toBeLessThan(1e-9)
})

test('equal pictures have 1, and the order of the two does not matter', () => {
  const size = { height: 20, width: 24 }
  const [a, b] = [picture(20, 24, 1, 0), picture(20, 24, 1, 30)]
  expect(ssim(a, a, size)).toBeCloseTo(1, 12)
  expect(ssim(a, b, size)).toBe(ssim(b, a, size))
  expect(ssim(a, b, size)).toBeLessThan(1)
})

test('flat pictures differ by their luminance alone', () => {
  const size = { height: 16, width: 16 }
  const flat = (level: number) => new Uint8Array(16 * 16 * 3).fill(level)
  const c1 = (0.01 * 255) ** 2
  expect(ssim(flat(100), flat(110), size)).toBeCloseTo((2 * 100 * 110 + c1) / (100 ** 2 + 110 ** 2 + c1), 10)
  expect(ssim(flat(0), flat(0), size)).toBe(1)
})

test('more noise is less similar', () => {
  const size = { height: 32, width: 32 }
  const clean = picture(32, 32, 2, 0)
  const found = [0, 5, 15, 40, 100].map((noise) => ssim(clean, picture(32, 32, 2, noise), size))
  expect(found).toEqual(found.toSorted((a, b) => b - a))
})

test('pictures below the window, or of another size than stated, are refused', () => {
  expect(() => ssim(new Uint8Array(300), new Uint8Array(300), { height: 10, width: 10 })).toThrow('11x11')
  expect(() => ssim(new Uint8Array(300), new Uint8Array(300), { height: 20, width: 20 })).toThrow('expected')
})
