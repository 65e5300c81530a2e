import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, nearestName } from '../../bench/records/nearest-name.ts'

describe('the edit distance', () => {
  test.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['purpel', 'purple', 1],
    ['ca', 'abc', 3],
    ['same', 'same', 0],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
    expect(editDistance(b, a)).toBe(distance)
  })

  test('is the plain recurrence, cut off at the limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 })
    fc.assert(
      fc.property(word, word, fc.nat({ max: 9 }), (a, b, limit) => {
        const expected = recurrence(a, b)
        expect(editDistance(a, b)).toBe(expected)
        expect(editDistance(a, b, limit)).toBe(Math.min(expected, limit + 1))
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

/** The definition, without tables. */
function recurrence(a: string, b: string, known = new Map<string, number>()): number {
  if (a === '' || b === '') return a.length + b.length
  const key = `${a} ${b}`
  const found = known.get(key)
  if (found !== undefined) return found
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)]
  const options = [
    recurrence(restA, b, known) + 1,
    recurrence(a, restB, known) + 1,
    recurrence(restA, restB, known) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ]
  const swaps = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  if (swaps) options.push(recurrence(a.slice(0, -2), b.slice(0, -2), known) + 1)
  const result = Math.min(...options)
  known.set(key, result)
  return result
}

describe('the nearest name', () => {
  const known = ['circle', 'square', 'triangle', 'star']

  test.each([
    ['cirlce', 'circle'],
    ['Sqaure', 'square'],
    ['stars', 'star'],
    ['elephant', null],
    ['x', null],
    ['', null],
  ])('to %j is %j', (found, near) => {
    expect(nearestName(found, known)).toBe(near)
  })
})
