import { describe, expect, test } from 'vitest'
import { BeamSearch } from '../../../bench/models/text/beam-search.ts'

const [start, end] = [4, 0]
/** Logits whose softmax is the given probabilities. */
const likely = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log)

/** Searches with a network that knows the probabilities of the next id by the text so far. */
function search(beams: number, minLength: number, next: (text: string) => Float32Array, maxLength = 6) {
  const found = new BeamSearch([start], { beams, minLength, maxLength, endId: end })
  let texts = Array.from({ length: beams }, () => String(start))
  let steps = 0
  for (let length = 1; length < maxLength && !found.isDone; length++, steps++) {
    const rows = found.advance(texts.map(next))
    texts = rows.map(({ parent, id }) => texts[parent]! + id)
  }
  return { best: found.best().join(''), steps, isDone: found.isDone }
}

describe('beam search', () => {
  test('one beam takes the most likely id each time', () => {
    const next = (text: string) => (text === '4' ? likely(0.1, 0.2, 0.6, 0.1) : likely(0.9, 0.05, 0.03, 0.02))
    expect(search(1, 1, next).best).toBe('42')
  })

  test('two beams find a likely text whose first id is not the most likely one', () => {
    const table: Readonly<Record<string, Float32Array>> = {
      4: likely(0.01, 0.5, 0.45, 0.04),
      // after 1 all is equally likely, after 2 the next id is nearly sure
      41: likely(0.01, 0.33, 0.33, 0.33),
      42: likely(0.01, 0.01, 0.01, 0.97),
    }
    const next = (text: string) => table[text] ?? likely(0.97, 0.01, 0.01, 0.01)
    expect(search(1, 1, next).best).toMatch(/^41/)
    expect(search(2, 1, next).best).toBe('423')
  })

  test('no text ends before its least length, however likely the end is', () => {
    const next = () => likely(0.97, 0.01, 0.015, 0.005)
    expect(search(1, 1, next).best).toBe('4')
    expect(search(1, 3, next).best).toBe('422')
  })

  test('an end that is not among the likeliest candidates ends nothing', () => {
    const found = new BeamSearch([start], { beams: 2, minLength: 1, maxLength: 9, endId: end })
    const logits = likely(0.2, 0.4, 0.3, 0.1)
    expect(found.advance([logits, logits]).map(({ parent, id }) => [parent, id])).toEqual([
      [0, 1],
      [0, 2],
    ])
    expect(found.best()).toEqual([start, 1])
  })

  test('stops when no running text can become better, and at the greatest length otherwise', () => {
    const early = search(
      2,
      1,
      (text) => (text.length < 3 ? likely(0.01, 0.97, 0.01, 0.01) : likely(0.97, 0.01, 0.01, 0.01)),
      20,
    )
    expect(early).toMatchObject({ best: '411', isDone: true })
    expect(early.steps).toBeLessThan(10)
    const endless = search(2, 1, () => likely(1e-6, 0.6, 0.4, 1e-6))
    expect(endless).toEqual({ best: '411111', steps: 5, isDone: false })
  })

  test('the score of a text is the mean over all its ids', () => {
    // ending at once costs log 0.6; going on costs log 0.4 and then almost nothing, over one id more
    const next = (text: string) =>
      text === '4' ? likely(0.6, 0.4, 1e-9, 1e-9) : likely(0.999, 1e-3, 1e-9, 1e-9)
    expect(Math.log(0.6)).toBeLessThan(Math.log(0.4) / 2)
    expect(search(2, 1, next).best).toBe('41')
  })
})
