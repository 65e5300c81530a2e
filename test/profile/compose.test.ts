import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composedTime, dividedTime, joinedTime, quotientInterval } from '../../bench/profile/compose.ts'
import { measuredTime } from '../../bench/profile/timing.ts'
import { composedTimeSchema } from '../../bench/records/profile.ts'

const time = (...samples: number[]) => measuredTime({ samples, stopped: 'limit' }, true)

describe('a composed time', () => {
  test('counts every part as often as the network holds it', () => {
    const composed = composedTime([
      { name: 'double block', count: 19, time: time(2) },
      { name: 'single block', count: 38, time: time(1) },
    ])
    expect(composed).toMatchObject({ kind: 'composed', seconds: 76, interval: null })
    expect(composedTimeSchema.parse(composed)).toEqual(composed)
  })

  test('has the intervals of its parts, each at its end', () => {
    const six = time(1, 2, 3, 4, 5, 6)
    const composed = composedTime([
      { name: 'a', count: 2, time: six },
      { name: 'b', count: 1, time: six },
    ])
    expect(composed.interval).toEqual([3, 18])
  })

  test('holds its seconds in its interval', () => {
    const samples = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 9 })
    const part = fc.record({ count: fc.integer({ min: 1, max: 100 }), samples })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const composed = composedTime(
          parts.map(({ count, samples: own }, i) => ({ name: `${i}`, count, time: time(...own) })),
        )
        const [low, high] = composed.interval!
        expect(low <= composed.seconds * (1 + 1e-12) && composed.seconds <= high * (1 + 1e-12)).toBe(true)
      }),
    )
  })

  test('of nothing is an error', () => {
    expect(() => composedTime([])).toThrow('needs a part')
  })

  test('joins stages by name and divides by whole steps', () => {
    const denoise = composedTime([{ name: 'block', count: 100, time: time(1) }])
    const clip = joinedTime([
      { stage: 'denoise', time: denoise },
      { stage: 'decode', time: time(7) },
    ])
    expect(clip.parts.map(({ name, count }) => [name, count])).toEqual([
      ['denoise: block', 100],
      ['decode', 1],
    ])
    expect(clip.seconds).toBe(107)
    expect(dividedTime(denoise, 50)?.seconds).toBe(2)
    expect(dividedTime(denoise, 3)).toBeNull()
    expect(dividedTime(time(7), 1)).toBeNull()
  })
})

test('a quotient may lie wherever its two sides may', () => {
  expect(quotientInterval([8, 12], [2, 4])).toEqual([2, 6])
})
