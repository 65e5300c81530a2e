import { describe, expect, test } from 'vitest'
import { krippendorffAlpha, percentAgreement, type UnitJudgements } from '../../bench/tensor/statistics.ts'

/** One row a rater, '.' for a missing judgement; columns are units. */
function unitsOf(...rows: readonly string[]): UnitJudgements[] {
  const cells = rows.map((row) => row.split(' '))
  return cells[0]!.map((_, unit) =>
    cells.flatMap((row) =>
      row[unit] === '.' ? [] : [/\d/.test(row[unit]!) ? Number(row[unit]) : letter(row[unit]!)],
    ),
  )
}
const letter = (text: string) => text.charCodeAt(0)

/** Four observers, twelve units, missing data: sections C to E of the paper. */
const fourObservers = unitsOf(
  '1 2 3 3 2 1 4 1 2 . . .',
  '1 2 3 3 2 2 4 1 2 5 . 3',
  '. 3 3 3 2 3 4 2 2 5 1 .',
  '1 2 3 3 2 4 4 1 2 5 1 .',
)

describe('Krippendorff’s alpha: the examples of "Computing Krippendorff’s Alpha-Reliability" (2011)', () => {
  test('A: binary, two observers', () => {
    const units = unitsOf('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0')
    expect(krippendorffAlpha(units, 'nominal').value).toBeCloseTo(0.095, 3)
  })

  test('B: nominal, two observers', () => {
    const units = unitsOf('a a b b d c c c e d d a', 'b a b b b c c c e d d d')
    expect(krippendorffAlpha(units, 'nominal').value).toBeCloseTo(0.692, 3)
  })

  test('C: nominal, four observers, missing data', () => {
    expect(krippendorffAlpha(fourObservers, 'nominal').value).toBeCloseTo(0.743, 3)
  })

  test.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('D and E: the same data, %s: %f', (level, published) => {
    expect(krippendorffAlpha(fourObservers, level).value).toBeCloseTo(published, 3)
  })
})

describe('agreement', () => {
  test('three coders with missing data, nominal and interval: the example of Wikipedia’s article on the coefficient', () => {
    const units = unitsOf(
      '. . . . . 3 4 1 2 1 1 3 3 . 3',
      '1 . 2 1 3 3 4 3 . . . . . . .',
      '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
    )
    expect(krippendorffAlpha(units, 'nominal').value).toBeCloseTo(0.691, 3)
    expect(krippendorffAlpha(units, 'interval').value).toBeCloseTo(0.811, 3)
  })

  test('perfect agreement is 1, the opposite is below 0', () => {
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [2, 2, 2],
        ],
        'ordinal',
      ).value,
    ).toBe(1)
    expect(
      krippendorffAlpha(
        [
          [1, 2],
          [2, 1],
        ],
        'nominal',
      ).value,
    ).toBeLessThan(0)
  })

  test('nothing to compare is null with a reason', () => {
    expect(krippendorffAlpha([[1], []], 'nominal')).toEqual({
      value: null,
      reason: 'no unit was judged twice',
    })
    expect(krippendorffAlpha([[1, 1]], 'nominal').reason).toMatch(/all judgements are equal/)
    expect(percentAgreement([[1], []])).toEqual({ value: null, reason: 'no unit was judged twice' })
  })

  test('units judged once change nothing; order of judgements changes nothing', () => {
    expect(krippendorffAlpha([...fourObservers, [7]], 'ordinal')).toEqual(
      krippendorffAlpha(
        fourObservers.map((unit) => [...unit].reverse()),
        'ordinal',
      ),
    )
  })

  test('percent agreement counts pairs of judgements', () => {
    expect(percentAgreement([[1, 1, 2], [3, 3], [4]]).value).toBe(2 / 4)
  })
})
