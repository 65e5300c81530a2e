import { expect, test } from 'vitest'
import { selectProposals } from '../../../../bench/models/vision/grit/proposals.ts'

const grids = [
  { rows: 64, columns: 64 },
  { rows: 1, columns: 1 },
]
const cells = 64 * 64 + 1

/** Distances of the same length to all four sides. */
const around = (pixels: number) => new Float32Array(4 * cells).fill(pixels)

test('a box lies around the centre of its cell, at least a hundredth of a pixel wide', () => {
  const heat = new Float32Array(cells)
  heat[65] = 0.25
  heat[cells - 1] = 0.04
  const distances = around(3)
  distances.fill(0, 4 * (cells - 1))
  const { corners, scores } = selectProposals(heat, distances, grids)
  expect([...corners.subarray(0, 4)]).toEqual([9, 9, 15, 15])
  expect(corners[6]! - corners[4]!).toBeCloseTo(0.01, 6)
  expect([...scores]).toEqual([0.5, Math.fround(0.2)])
})

test('cells without enough heat, or whose heat is not a number, propose nothing', () => {
  const heat = new Float32Array(cells).fill(1e-4)
  heat[0] = Number.NaN
  expect(selectProposals(heat, around(3), grids).scores).toHaveLength(0)
})

test('there are 256 proposals, or more where the last ones are equally sure', () => {
  const heat = Float32Array.from({ length: cells }, (_, i) => (i < 2000 ? 1 - i / 4000 : 0))
  expect(selectProposals(heat, around(1), grids).scores).toHaveLength(256)
  const equal = heat.map((value, i) => (i >= 200 && i < 300 ? 0.94 : value))
  expect(selectProposals(equal, around(1), grids).scores).toHaveLength(300)
})

test('of one level only the thousand hottest cells count', () => {
  const heat = new Float32Array(cells).fill(0.5)
  // all boxes of the first level are one, so that only the first stays
  const distances = Float32Array.from({ length: 4 * cells }, (_, i) => {
    const cell = Math.floor(i / 4)
    const [x, y] = [(cell % 64) * 8 + 4, Math.floor(cell / 64) * 8 + 4]
    return [x, y, 600 - x, 600 - y][i % 4]!
  })
  heat[4095] = 0.75
  const { scores } = selectProposals(heat, distances, grids)
  expect(scores[0]).toBe(Math.fround(Math.sqrt(0.75)))
})
