import { describe, expect, test } from 'vitest'
import { darkPalette, lightPalette, type Palette } from '../../reports/palette.ts'

type Name = Exclude<keyof Palette, 'series'>

// WCAG 2.2, success criterion 1.4.3: text 4.5:1.
const text: [Name, Name][] = [
  ['ink', 'background'],
  ['ink', 'surface'],
  ['secondary', 'background'],
  ['secondary', 'surface'],
  ['accent', 'background'],
  ['pass', 'background'],
  ['fail', 'background'],
  ['warn', 'background'],
]
// 1.4.11: parts of controls and graphics that carry meaning 3:1.
const graphics: [Name, Name][] = [
  ['border', 'background'],
  ['accent', 'background'],
  ['ink', 'background'],
]

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('%s', (_, palette) => {
  test.each(text)('%s on %s is readable', (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(4.5)
  })

  test.each(graphics)('%s on %s can be seen', (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(3)
  })

  test.each(palette.series)('series colour %s on the background can be seen', (colour) => {
    expect(contrast(colour, palette.background)).toBeGreaterThanOrEqual(3)
  })

  test('text on the stage is readable', () => {
    // The colour of `.gone` in the page's style.
    expect(contrast('#c9d1d9', palette.stage)).toBeGreaterThanOrEqual(4.5)
  })

  test('the first four series differ for readers without red or green cones', () => {
    const seen = palette.series.slice(0, 4)
    for (const simulate of [protanopia, deuteranopia]) {
      for (const [i, first] of seen.entries()) {
        for (const second of seen.slice(i + 1)) {
          expect(distance(simulate(first), simulate(second)), `${first} ${second}`).toBeGreaterThan(20)
        }
      }
    }
  })
})

type Rgb = [number, number, number]

const channels = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255) as Rgb

// IEC 61966-2-1.
const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

const luminance = (colour: string) => {
  const [r, g, b] = channels(colour).map(linear) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

// Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
const protanopia = simulation([
  0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
])
const deuteranopia = simulation([
  0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
])

function simulation(m: number[]) {
  return (colour: string): Rgb => {
    const [r, g, b] = channels(colour).map(linear) as Rgb
    return [0, 3, 6].map((row) => m[row]! * r + m[row + 1]! * g + m[row + 2]! * b) as Rgb
  }
}

/** CIE 1976 ΔE*ab of linear sRGB colours, white point D65. */
function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [lab(a), lab(b)]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
