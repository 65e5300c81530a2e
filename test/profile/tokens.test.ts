import { describe, expect, test } from 'vitest'
import { countTokens } from '../../bench/profile/tokens.ts'
import { profileVariants } from '../../bench/profile/variants.ts'

describe('tokens', () => {
  test.each([
    ['4x8x8', '256px', '16:9', 129, [33, 24, 42], 8316],
    ['4x8x8', '256px', '1:1', 129, [33, 32, 32], 8448],
    ['4x8x8', '768px', '16:9', 129, [33, 72, 128], 76_032],
    ['4x32x32', '768px', '16:9', 128, [32, 18, 32], 18_432],
  ] as const)('%s at %s, %s, %d frames', (id, resolution, aspectRatio, frames, latent, tokens) => {
    const found = countTokens(profileVariants[id], { resolution, aspectRatio, frames })
    expect(found.latentShape.slice(2)).toEqual(latent)
    expect(found.tokens).toBe(tokens)
  })

  test('latents hold a 48th and a 96th of the pixel values', () => {
    const video = { resolution: '768px', aspectRatio: '1:1' }
    const [low, high] = [
      countTokens(profileVariants['4x8x8'], { ...video, frames: 1025 }),
      countTokens(profileVariants['4x32x32'], { ...video, frames: 1024 }),
    ]
    // the causal first frame has a latent of its own
    expect(1 / low.valuesPerPixelValue).toBeCloseTo((48 * 1025) / (4 * 257), 6)
    expect(1 / high.valuesPerPixelValue).toBeCloseTo(96, 6)
  })

  test.each([
    ['4x8x8', 128, '4 and one more'],
    ['4x8x8', 0, '4 and one more'],
    ['4x32x32', 129, 'a multiple of 4'],
    ['4x32x32', 4, 'from 8'],
    ['4x32x32', 8.5, 'a multiple of 4'],
    ['4x32x32', 52, '4 frames more or less'],
  ] as const)('%s refuses %d frames', (id, frames, expected) => {
    const video = { resolution: '256px', aspectRatio: '1:1', frames }
    expect(() => countTokens(profileVariants[id], video)).toThrow(expected)
  })

  test('an unknown size is refused', () => {
    const sizes = { frames: 129, aspectRatio: '1:1' }
    expect(() => countTokens(profileVariants['4x8x8'], { ...sizes, resolution: 'big' })).toThrow('big')
  })
})
