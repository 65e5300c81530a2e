import { expect, test } from 'vitest'
import { toyboxPalette } from '../../../bench/records/toybox-vocabulary.ts'
import { type ColorName, colorName } from '../../../evaluators/features/color-name.ts'

test('the toybox palette keeps its names under shading and flicker', () => {
  for (const [name, [red, green, blue]] of Object.entries(toyboxPalette)) {
    // ±20 of flicker and what shading moves the median by, clipped as the decoder clips
    for (let shift = -26; shift <= 26; shift += 2) {
      const level = (value: number) => Math.max(0, Math.min(255, value + shift))
      expect(colorName(level(red), level(green), level(blue)), `${name} ${shift}`).toBe(name)
    }
  }
})

// source of the values: CSS Color Module Level 4, named colors
const named: readonly [css: string, rgb: number, expected: ColorName][] = [
  ['red', 0xff0000, 'red'],
  ['crimson', 0xdc143c, 'red'],
  ['darkred', 0x8b0000, 'red'],
  ['tomato', 0xff6347, 'red'],
  ['orange', 0xffa500, 'orange'],
  ['darkorange', 0xff8c00, 'orange'],
  ['yellow', 0xffff00, 'yellow'],
  ['gold', 0xffd700, 'yellow'],
  ['green', 0x008000, 'green'],
  ['lime', 0x00ff00, 'green'],
  ['darkgreen', 0x006400, 'green'],
  ['blue', 0x0000ff, 'blue'],
  ['navy', 0x000080, 'blue'],
  ['skyblue', 0x87ceeb, 'blue'],
  ['steelblue', 0x4682b4, 'blue'],
  ['purple', 0x800080, 'purple'],
  ['indigo', 0x4b0082, 'purple'],
  ['rebeccapurple', 0x663399, 'purple'],
  ['pink', 0xffc0cb, 'pink'],
  ['hotpink', 0xff69b4, 'pink'],
  ['deeppink', 0xff1493, 'pink'],
  ['saddlebrown', 0x8b4513, 'brown'],
  ['sienna', 0xa0522d, 'brown'],
  ['black', 0x000000, 'black'],
  ['white', 0xffffff, 'white'],
  ['ivory', 0xfffff0, 'white'],
  ['gray', 0x808080, 'gray'],
  ['dimgray', 0x696969, 'gray'],
]

test.each(named)('%s', (_css, rgb, expected) => {
  expect(colorName(rgb >> 16, (rgb >> 8) & 255, rgb & 255)).toBe(expected)
})
