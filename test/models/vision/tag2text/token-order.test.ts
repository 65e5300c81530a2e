import { describe, expect, test } from 'vitest'
import {
  placesIn,
  quadOrder,
  rolledParts,
  rowOrder,
  windowOrder,
} from '../../../../bench/models/vision/tag2text/token-order.ts'

describe('orders of the tokens of a grid', () => {
  test('windows of 2 × 2, row by row', () => {
    expect(windowOrder(4, 2, 0)).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
  })

  test('rolled by one, the last window holds the four corners', () => {
    const order = windowOrder(4, 2, 1)
    expect(order.slice(0, 4)).toEqual([5, 6, 9, 10])
    expect(order.slice(-4)).toEqual([15, 12, 3, 0])
    expect([...rolledParts(order, 4, 2, 1).slice(-4)]).toEqual([4, 5, 7, 8])
    expect(new Set(rolledParts(order, 4, 2, 1).slice(0, 4)).size).toBe(1)
  })

  test('every order holds every token once, and places lead from one to the other', () => {
    for (const shift of [0, 1, 2]) {
      const [from, to] = [windowOrder(6, 3, shift), rowOrder(6)]
      expect([...from].sort((a, b) => a - b)).toEqual(to)
      expect(placesIn(from, to).map((place) => from[place])).toEqual(to)
    }
  })

  test('a token of the halved grid joins upper left, lower left, upper right, lower right', () => {
    expect(quadOrder([0, 3], 2)).toEqual([0, 4, 1, 5, 10, 14, 11, 15])
  })
})
