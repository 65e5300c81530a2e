import { describe, expect, test } from 'vitest'
import { ReportData } from '../../../../reports/html/page/data.ts'
import { type Filter, filterClips } from '../../../../reports/html/page/gallery/filter.ts'
import { gridHeight, gridOf, moved, visibleRange } from '../../../../reports/html/page/gallery/grid.ts'
import { pageData } from '../../../../reports/html/page-data.ts'
import { madeUpResult } from '../../../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const all: Filter = { dimension: '', model: '', text: '', show: 'all', sort: 'prompt' }

describe('filter', () => {
  const result = madeUpResult({ models: ['a', 'b'], samples: 4 })
  const data = new ReportData(pageData(result, context))
  const kept = (change: Partial<Filter>) =>
    filterClips(data, { ...all, ...change }).map((index) => result.items[index]!)

  test('nothing asked keeps everything in order', () => {
    expect(kept({})).toEqual(result.items)
  })

  test('a dimension keeps the clips that it asks for, and those that failed', () => {
    for (const item of kept({ dimension: 'color' })) {
      expect(item.scores.color !== undefined || item.clip === null).toBe(true)
    }
    expect(kept({ dimension: 'color' }).length).toBeGreaterThan(0)
  })

  test('text finds words in any order, in the prompt and the id', () => {
    expect(kept({ text: 'RING  purple' }).every(({ prompt }) => prompt.includes('purple ring'))).toBe(true)
    expect(kept({ text: 'b/0003' }).map(({ id }) => id)).toEqual([
      'b/0003/0',
      'b/0003/1',
      'b/0003/2',
      'b/0003/3',
    ])
  })

  test('failed and unscored', () => {
    expect(kept({ show: 'failed' }).map(({ id }) => id)).toEqual(result.failures.map(({ itemId }) => itemId))
    expect(kept({ show: 'unscored' }).every(({ clip }) => clip === null)).toBe(true)
  })

  test('worst first is ascending, best first descending, without a value last', () => {
    const values = (sort: 'worst' | 'best') =>
      kept({ dimension: 'temporal-flickering', sort }).map(({ scores }) => {
        const score = scores['temporal-flickering']
        return score?.status === 'scored' ? score.value : null
      })
    const worst = values('worst')
    const numbers = worst.filter((value) => value !== null)
    expect(numbers).toEqual(numbers.toSorted((x, y) => x - y))
    expect(worst.slice(numbers.length).every((value) => value === null)).toBe(true)
    expect(worst.length).toBeGreaterThan(numbers.length)
    expect(values('best').slice(0, numbers.length)).toEqual(numbers.toReversed())
    expect(
      values('best')
        .slice(numbers.length)
        .every((value) => value === null),
    ).toBe(true)
  })

  test('over all dimensions the order is by mean rank', () => {
    const simple = madeUpResult({ prompts: ['p', 'q', 'r'], samples: 1, failEvery: 0, scored: [] })
    const score = (value: number) => ({ status: 'scored' as const, value, weight: 1 })
    simple.items[0]!.scores = { color: score(0.9), scene: score(0.1) }
    simple.items[1]!.scores = { color: score(0.5), scene: score(0.05) }
    simple.items[2]!.scores = { color: score(0.1), scene: score(0.9) }
    const ranked = new ReportData(pageData(simple, context))
    // Ranks: color 1, ½, 0; scene ½, 0, 1.
    expect(filterClips(ranked, { ...all, sort: 'worst' })).toEqual([1, 2, 0])
    expect(filterClips(ranked, { ...all, sort: 'best' })).toEqual([0, 2, 1])
  })
})

describe('grid', () => {
  test('two columns on a phone, four on a desk', () => {
    expect(gridOf(328).columns).toBe(2)
    expect(gridOf(1096).columns).toBe(4)
    expect(gridOf(1).columns).toBe(1)
  })

  test('cards fill the width and never pass it', () => {
    for (let width = 146; width < 2000; width += 7) {
      const { columns, cardWidth, gap } = gridOf(width)
      const used = columns * cardWidth + (columns - 1) * gap
      expect(used).toBeLessThanOrEqual(width)
      expect(used).toBeGreaterThan(width - columns)
    }
  })

  test('the window covers what can be seen and little more', () => {
    const grid = gridOf(1096)
    const height = gridHeight(grid, 6220)
    for (const top of [-2000, 0, 12_345, height - 500, height + 9000]) {
      const [from, to] = visibleRange(grid, 6220, top, top + 900)
      expect(to - from).toBeLessThanOrEqual(grid.columns * (Math.ceil(900 / grid.rowHeight) + 3))
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(6220)
      for (const y of [top, top + 899]) {
        const first = Math.floor(y / grid.rowHeight) * grid.columns
        if (y >= 0 && first < 6220) {
          expect(from).toBeLessThanOrEqual(first)
          expect(to).toBeGreaterThan(first)
        }
      }
    }
  })

  test('keys move within bounds; other keys do nothing', () => {
    const grid = gridOf(1096)
    expect(moved(grid, 10, 0, 'ArrowRight')).toBe(1)
    expect(moved(grid, 10, 0, 'ArrowDown')).toBe(4)
    expect(moved(grid, 10, 9, 'ArrowDown')).toBe(9)
    expect(moved(grid, 10, 2, 'ArrowUp')).toBe(0)
    expect(moved(grid, 10, 5, 'Home')).toBe(0)
    expect(moved(grid, 10, 5, 'End')).toBe(9)
    expect(moved(grid, 10, 5, 'a')).toBeNull()
    expect(moved(grid, 0, 0, 'End')).toBeNull()
  })
})
