import { describe, expect, test } from 'vitest'
import { toyboxFrames } from '../../../bench/generators/toybox/clip.ts'
import { areas } from '../../../bench/generators/toybox/outline.ts'
import { textures } from '../../../bench/generators/toybox/words.ts'
import {
  toyboxColors,
  toyboxPalette,
  toyboxShadingLevels,
  toyboxShapes,
} from '../../../bench/records/toybox-vocabulary.ts'
import { difference, digests, draw, drawFirst, mean, pairs, regionOf, size } from './pixels.ts'

describe('the toybox renderer', () => {
  test('gives the same bytes for the same prompt and seed, and others for another seed', () => {
    const prompt = 'a red circle moving left on a striped blue background'
    const of = (seed: number) => digests(draw(prompt, seed))
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  test('numbers its frames and times them at 8 a second', () => {
    const frames = draw('a circle')
    expect(frames.map(({ index }) => index)).toEqual([...Array(16).keys()])
    expect(frames[4]!.timeSeconds).toBe(0.5)
    expect(frames.every(({ data }) => data.length === 128 * 128 * 3)).toBe(true)
  })

  test.each(toyboxColors)('draws %s within the shading of its palette colour', (color) => {
    const background = color === 'white' ? 'black' : 'white'
    const frame = drawFirst(`a ${color} square on a ${background} background`)
    const { x, y } = regionOf(frame, color)
    const at = (Math.round(y) * 128 + Math.round(x)) * 3
    toyboxPalette[color].forEach((level, channel) => {
      expect(Math.abs(frame.data[at + channel]! - level)).toBeLessThanOrEqual(toyboxShadingLevels + 1)
    })
  })

  test.each(toyboxShapes)(
    'draws a %s of the same area as other shapes, whole and inside the picture',
    (shape) => {
      for (const seed of [1, 2, 3]) {
        const { count, left, right, top, bottom } = regionOf(
          drawFirst(`a red ${shape} on a white background`, seed),
          'red',
        )
        // 14 % of the picture, with 6 % of jitter on the radius.
        expect(count / (128 * 128)).toBeGreaterThan(0.14 * 0.94 ** 2 * 0.97)
        expect(count / (128 * 128)).toBeLessThan(0.14 * 1.06 ** 2 * 1.03)
        expect(Math.min(left, top)).toBeGreaterThan(0)
        expect(Math.max(right, bottom)).toBeLessThan(127)
      }
    },
  )

  test('shapes differ in how they fill the box around them', () => {
    const fill = (shape: string) => {
      const { count, left, right, top, bottom } = regionOf(
        drawFirst(`a red ${shape} on a white background`, 5),
        'red',
      )
      return count / ((right - left + 1) * (bottom - top + 1))
    }
    expect(fill('square')).toBeGreaterThan(fill('circle'))
    expect(fill('circle')).toBeGreaterThan(fill('heart'))
    expect(fill('heart')).toBeGreaterThan(fill('star'))
    expect(areas.circle).toBeCloseTo(Math.PI)
    expect(areas.square).toBeCloseTo(2)
    expect(areas.triangle).toBeCloseTo((3 * Math.sqrt(3)) / 4)
  })

  test.each([
    ['small', 'medium'],
    ['medium', 'large'],
    ['large', 'huge'],
  ])('%s things are smaller than %s ones', (small, large) => {
    const area = (word: string) =>
      regionOf(drawFirst(`a ${word} red circle on a white background`, 3), 'red').count
    expect(area(small)).toBeLessThan(area(large))
  })

  test.each([
    ['on the left of', 'x', -1],
    ['on the right of', 'x', 1],
    ['above', 'y', -1],
    ['on the bottom of', 'y', 1],
  ] as const)('puts a thing %s another, in every frame', (relation, axis, sign) => {
    for (const seed of [1, 2, 3]) {
      for (const frame of draw(`a red circle ${relation} a blue square on a white background`, seed)) {
        const [a, b] = [regionOf(frame, 'red'), regionOf(frame, 'blue')]
        const across = axis === 'x' ? 'y' : 'x'
        expect(sign * (a[axis] - b[axis])).toBeGreaterThan(30)
        expect(Math.abs(a[across] - b[across])).toBeLessThan(30)
      }
    }
  })

  test('shows as many things as were asked for, apart from each other', () => {
    const frame = drawFirst(
      'a red circle, a blue star, a green square and a yellow heart on a white background',
      4,
    )
    const regions = (['red', 'blue', 'green', 'yellow'] as const).map((color) => regionOf(frame, color))
    for (const [i, a] of regions.entries()) {
      expect(a.count).toBeGreaterThan(300)
      for (const b of regions.slice(i + 1)) {
        const apart = a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top
        expect(apart).toBe(true)
      }
    }
  })

  test.each([
    ['left', [-1, 0]],
    ['to the right', [1, 0]],
    ['up', [0, -1]],
    ['down', [0, 1]],
  ] as const)('moves a thing %s by 5 pixels a frame, and not out of the picture', (direction, [dx, dy]) => {
    for (const seed of [1, 2, 3]) {
      const regions = draw(`a red circle moving ${direction} on a white background`, seed).map((frame) =>
        regionOf(frame, 'red'),
      )
      for (const [i, region] of regions.slice(1).entries()) {
        expect(region.x - regions[i]!.x).toBeCloseTo(5 * dx, 0)
        expect(region.y - regions[i]!.y).toBeCloseTo(5 * dy, 0)
        expect(Math.min(region.left, region.top)).toBeGreaterThan(0)
        expect(Math.max(region.right, region.bottom)).toBeLessThan(127)
      }
    }
  })

  test('moves slowly when told to', () => {
    const regions = draw('a red circle moving right slowly on a white background').map((frame) =>
      regionOf(frame, 'red'),
    )
    expect(regions.at(-1)!.x - regions[0]!.x).toBeCloseTo(15, 0)
  })

  test('bounces around its place, spins, grows and shrinks', () => {
    const heights = draw('a red circle bouncing on a white background').map(
      (frame) => regionOf(frame, 'red').y,
    )
    expect(Math.max(...heights) - Math.min(...heights)).toBeGreaterThan(38)
    const sizes = draw('a red circle growing on a white background').map(
      (frame) => regionOf(frame, 'red').count,
    )
    expect(sizes.at(-1)! / sizes[0]!).toBeCloseTo((1.05 / 0.6) ** 2, 0)
    const shrinking = draw('a red circle shrinking on a white background').map(
      (frame) => regionOf(frame, 'red').count,
    )
    expect(shrinking[0]! / shrinking.at(-1)!).toBeGreaterThan(2.5)
    const spinning = draw('a red star spinning on a white background')
    expect(Math.min(...pairs(spinning).map(([a, b]) => difference(a, b)))).toBeGreaterThan(1)
    // Six frames of 12 degrees turn a five-pointed star onto itself, up to its shading.
    expect(difference(spinning[0]!, spinning[6]!)).toBeLessThan(1.5)
  })

  test('keeps a still thing still, to the byte', () => {
    const frames = draw('In a still frame, a red circle on a dotted blue background')
    expect(new Set(digests(frames)).size).toBe(1)
  })

  test.each(textures)('a %s background stays within the shading of its colour', (texture) => {
    const frame = drawFirst(`a small red circle on a ${texture} green background`)
    const levels = [...frame.data].filter((_, at) => at % 3 === 2)
    const near = levels.filter((level) => Math.abs(level - toyboxPalette.green[2]) <= toyboxShadingLevels + 1)
    expect(near.length / levels.length).toBeGreaterThan(0.9)
    const spread = mean(near.map((level) => Math.abs(level - toyboxPalette.green[2])))
    // The rim of the circle is near the background's colour, too.
    if (texture === 'plain') expect(spread).toBeLessThan(0.1)
    else expect(spread).toBeGreaterThan(3)
  })

  test('colours that a prompt leaves open differ from each other and from the background', () => {
    for (let seed = 0; seed < 20; seed++) {
      const frame = drawFirst('a circle and a square and a star', seed)
      const seen = toyboxColors.filter((color) => regionOf(frame, color).count > 300)
      expect(seen).toHaveLength(4)
    }
  })

  test('draws at other sizes and lengths', () => {
    const frames = [
      ...toyboxFrames('a red circle moving left on a white background', 1, {
        width: 64,
        height: 64,
        frames: 17,
      }),
    ]
    expect(frames).toHaveLength(17)
    const regions = frames.map((frame) => regionOf(frame, 'red'))
    expect(regions[0]!.x - regions[16]!.x).toBeCloseTo(16 * 2.5, 0)
    expect(size.frames).toBe(16)
  })
})
