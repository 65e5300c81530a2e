import { describe, expect, test } from 'vitest'
import { type DegradationKind, degradations } from '../../../bench/generators/toybox/degrade.ts'
import { toyboxColors } from '../../../bench/records/toybox-vocabulary.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { difference, digests, draw, drawFirst, mean, pairs, regionOf } from './pixels.ts'

const moving = 'a red circle moving left on a white background'
const still = 'In a still frame, a red circle on a checkered white background'

/** How much frames differ from the ones before them: what temporal flickering measures. */
const flickering = (frames: readonly RgbFrame[]) => mean(pairs(frames).map(([a, b]) => difference(a, b)))

/** How far odd frames are from the mean of their even neighbours: what motion smoothness measures where nothing moves. */
function roughness(frames: readonly RgbFrame[]): number {
  const inner = frames.filter(({ index }) => index % 2 === 1 && index + 1 < frames.length)
  return mean(
    inner.map((frame) => {
      const before = frames[frame.index - 1]!.data
      const after = frames[frame.index + 1]!.data
      let sum = 0
      for (let at = 0; at < frame.data.length; at++) {
        sum += Math.abs(frame.data[at]! - (before[at]! + after[at]!) / 2)
      }
      return sum / frame.data.length
    }),
  )
}

/** Mean square of the differences along rows: what a picture holds of fine detail. */
function detail({ data }: RgbFrame): number {
  let sum = 0
  for (let at = 3; at < data.length; at++) sum += (data[at]! - data[at - 3]!) ** 2
  return sum / data.length
}

const spoilt = (prompt: string, kind: DegradationKind, strength = 1, seed = 1) =>
  draw(prompt, seed, { kind, strength })

describe('a degradation', () => {
  test.each(degradations)('%s of strength 0 changes nothing, and is the same for the same seed', (kind) => {
    const prompt = 'a red circle moving left and a blue square moving right on a striped white background'
    expect(digests(spoilt(prompt, kind, 0))).toEqual(digests(draw(prompt)))
    expect(digests(spoilt(prompt, kind, 0.5))).toEqual(digests(spoilt(prompt, kind, 0.5)))
  })

  test('flicker steps by the same brightness every frame, and odd frames stay in the middle', () => {
    const frames = spoilt(still, 'flicker')
    for (const [a, b] of pairs(frames)) expect(difference(a, b)).toBe(20)
    expect(roughness(frames)).toBe(0)
    expect(flickering(spoilt(still, 'flicker', 0.25))).toBe(5)
  })

  test('noise is fresh in every frame and has the deviation that it should', () => {
    // The mean absolute difference of two normal numbers with deviation s is 2 s / √π.
    expect(flickering(spoilt(still, 'noise'))).toBeCloseTo((2 * 6) / Math.sqrt(Math.PI), 0)
    expect(flickering(spoilt(still, 'noise', 0.5))).toBeCloseTo((2 * 3) / Math.sqrt(Math.PI), 0)
  })

  test('blur grows over the clip without flicker', () => {
    const frames = spoilt(still, 'blur')
    expect(digests(frames)[0]).toBe(digests(draw(still))[0])
    const details = frames.map(detail)
    for (let i = 2; i < details.length; i++) expect(details[i]!).toBeLessThan(details[i - 1]!)
    expect(details.at(-1)!).toBeLessThan(details[0]! / 4)
    expect(flickering(frames)).toBeLessThan(1)
    expect(mean([...frames.at(-1)!.data])).toBeCloseTo(mean([...frames[0]!.data]), 0)
  })

  test('wrong-color paints another colour at the same place, one that nothing else has', () => {
    for (let seed = 0; seed < 10; seed++) {
      const right = drawFirst(moving, seed)
      const wrong = drawFirst(moving, seed, { kind: 'wrong-color', strength: 1 })
      expect(regionOf(wrong, 'red').count).toBeLessThan(20)
      const other = toyboxColors.filter((color) => color !== 'white').map((color) => regionOf(wrong, color))
      const largest = other.reduce((a, b) => (b.count > a.count ? b : a))
      const asked = regionOf(right, 'red')
      expect(largest.x).toBeCloseTo(asked.x, 0)
      expect(largest.count / asked.count).toBeCloseTo(1, 1)
    }
  })

  test('wrong-object draws another shape in the right colour at the same place', () => {
    for (let seed = 0; seed < 10; seed++) {
      const asked = regionOf(drawFirst(moving, seed), 'red')
      const wrong = regionOf(drawFirst(moving, seed, { kind: 'wrong-object', strength: 1 }), 'red')
      expect(wrong.count).toBeGreaterThan(100)
      expect(Math.abs(wrong.count / asked.count - 1)).toBeGreaterThan(0.05)
      expect(Math.abs(wrong.x - asked.x)).toBeLessThan(5)
    }
  })

  test('wrong-color and wrong-object of half strength spoil about half of the things', () => {
    const changed = Array.from({ length: 60 }, (_, seed) => {
      const prompt = 'a red circle and a blue square on a white background'
      const frame = drawFirst(prompt, seed, { kind: 'wrong-color', strength: 0.5 })
      return (['red', 'blue'] as const).filter((color) => regionOf(frame, color).count < 20).length
    })
    expect(mean(changed) / 2).toBeGreaterThan(0.35)
    expect(mean(changed) / 2).toBeLessThan(0.65)
  })

  test('frozen stands still, all of the clip or its end', () => {
    expect(flickering(spoilt(moving, 'frozen'))).toBe(0)
    const steps = pairs(spoilt(moving, 'frozen', 0.5)).map(([a, b]) => difference(a, b))
    expect(steps.slice(0, 7).every((step) => step > 0.5)).toBe(true)
    expect(steps.slice(8).every((step) => step === 0)).toBe(true)
  })

  test('jerky holds every second frame and leaves the way as it is', () => {
    const [smooth, jerky] = [draw(moving), spoilt(moving, 'jerky')]
    const held = digests(smooth).map((_, i, all) => all[i - (i % 2)])
    expect(digests(jerky)).toEqual(held)
    expect(roughness(jerky)).toBeGreaterThan(roughness(smooth))
  })
})
