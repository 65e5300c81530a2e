import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balancedOrientation } from '../../bench/review/balanced-orientation.ts'
import { type PlainItem, type PlannedItem, planStudy, type StudyDesign } from '../../bench/review/plan.ts'
import { seededRandom } from '../../bench/tensor/random.ts'

const designs: fc.Arbitrary<StudyDesign> = fc
  .record({
    models: fc.integer({ min: 2, max: 6 }),
    prompts: fc.integer({ min: 1, max: 12 }),
    raters: fc.integer({ min: 1, max: 9 }),
    ratersPerPair: fc.integer({ min: 1, max: 9 }),
    goldRate: fc.double({ min: 0, max: 1, noNaN: true }),
    repeatRate: fc.double({ min: 0, max: 1 / 3, noNaN: true }),
    seed: fc.nat(),
  })
  .map((design) => ({ ...design, ratersPerPair: Math.min(design.ratersPerPair, design.raters) }))

const law = (check: (plan: readonly (readonly PlannedItem[])[], design: StudyDesign) => void) =>
  fc.assert(
    fc.property(designs, (design) => check(planStudy(design), design)),
    { numRuns: 60 },
  )

const plainOf = (items: readonly PlannedItem[]) =>
  items.filter((item): item is PlainItem => item.kind === 'plain')
const pairOf = ({ first, second }: { first: number; second: number }) =>
  `${Math.min(first, second)}-${Math.max(first, second)}`

function tally(keys: Iterable<string | number>): Map<string | number, number> {
  const counts = new Map<string | number, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers)

describe('the plan of a study', () => {
  test('every pair on every prompt goes to exactly as many raters as asked, to each at most once', () => {
    law((plan, design) => {
      const times = tally(
        plan.flatMap((items) => plainOf(items).map((item) => `${item.prompt}/${pairOf(item)}`)),
      )
      expect(times.size).toBe((design.prompts * design.models * (design.models - 1)) / 2)
      expect(new Set(times.values())).toEqual(new Set([design.ratersPerPair]))
      for (const items of plan) {
        const own = plainOf(items).map((item) => `${item.prompt}/${pairOf(item)}`)
        expect(new Set(own).size).toBe(own.length)
      }
    })
  })

  test('raters share the work evenly, in all and for every pair', () => {
    law((plan) => {
      expect(spread(plan.map((items) => plainOf(items).length))).toBeLessThanOrEqual(1)
      const byRater = plan.map((items) => tally(plainOf(items).map(pairOf)))
      for (const pair of new Set(byRater.flatMap((counts) => [...counts.keys()]))) {
        expect(spread(byRater.map((counts) => counts.get(pair) ?? 0))).toBeLessThanOrEqual(1)
      }
    })
  })

  test('sides are balanced for every rater: by pair and by model', () => {
    law((plan, design) => {
      for (const items of plan.map(plainOf)) {
        const ordered = tally(items.map(({ first, second }) => `${first}-${second}`))
        for (const { first, second } of items) {
          const there = ordered.get(`${first}-${second}`) ?? 0
          const back = ordered.get(`${second}-${first}`) ?? 0
          expect(Math.abs(there - back)).toBeLessThanOrEqual(1)
        }
        for (let model = 0; model < design.models; model++) {
          const first = items.filter((item) => item.first === model).length
          const second = items.filter((item) => item.second === model).length
          expect(Math.abs(first - second)).toBeLessThanOrEqual(1)
        }
      }
    })
  })

  test('gold pairs and repeats come at the chosen rates, gold sides balanced', () => {
    law((plan, design) => {
      for (const items of plan) {
        const plain = plainOf(items).length
        const gold = items.filter((item) => item.kind === 'gold')
        const repeats = items.filter((item) => item.kind === 'repeat')
        expect(gold.length).toBe(Math.floor(design.goldRate * plain))
        expect(repeats.length).toBe(Math.floor(design.repeatRate * plain))
        const left = gold.filter((item) => item.kind === 'gold' && item.degraded === 'first').length
        expect(Math.abs(2 * left - gold.length)).toBeLessThanOrEqual(1)
      }
    })
  })

  test('a repeat follows its own original at a distance, sides exchanged, each original once', () => {
    law((plan) => {
      for (const items of plan) {
        const gap = Math.floor(plainOf(items).length / 6)
        const originals = items.flatMap((item) => (item.kind === 'repeat' ? [item.of] : []))
        expect(new Set(originals).size).toBe(originals.length)
        for (const [place, item] of items.entries()) {
          if (item.kind !== 'repeat') continue
          expect(items[item.of]).toEqual({
            kind: 'plain',
            prompt: item.prompt,
            first: item.second,
            second: item.first,
          })
          expect(place - item.of - 1).toBeGreaterThanOrEqual(gap)
        }
      }
    })
  })

  test('equal designs give equal plans, another seed another', () => {
    law((plan, design) => {
      expect(planStudy(design)).toEqual(plan)
    })
    const design = {
      models: 4,
      prompts: 10,
      raters: 5,
      ratersPerPair: 2,
      goldRate: 0.1,
      repeatRate: 0.1,
      seed: 1,
    }
    expect(planStudy({ ...design, seed: 2 })).not.toEqual(planStudy(design))
  })

  test('which side comes first is a matter of chance', () => {
    const design = { models: 2, prompts: 1, raters: 1, ratersPerPair: 1, goldRate: 0, repeatRate: 0 }
    const firsts = Array.from(
      { length: 400 },
      (_, seed) => plainOf(planStudy({ ...design, seed })[0]!)[0]!.first,
    )
    // 400 fair coins: 200 ± 4 standard deviations of 10.
    expect(Math.abs(firsts.filter((first) => first === 0).length - 200)).toBeLessThan(40)
  })

  test('impossible designs are refused', () => {
    const design = { models: 2, prompts: 1, raters: 1, ratersPerPair: 1, goldRate: 0, repeatRate: 0, seed: 0 }
    expect(() => planStudy({ ...design, ratersPerPair: 2 })).toThrow(/found 2, expected 1 to 1/)
    expect(() => planStudy({ ...design, models: 1 })).toThrow(/models: found 1/)
    expect(() => planStudy({ ...design, repeatRate: 0.5 })).toThrow(/expected 0 to 1\/3/)
    expect(() => planStudy({ ...design, goldRate: Number.NaN })).toThrow(/goldRate: found NaN/)
  })
})

test('any graph can be turned so that every node is even', () => {
  const graphs = fc.integer({ min: 2, max: 8 }).chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(
        fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)).filter(([a, b]) => a !== b),
        { maxLength: 40 },
      ),
    }),
  )
  fc.assert(
    fc.property(graphs, fc.nat(), ({ nodes, edges }, seed) => {
      const forward = balancedOrientation(edges, nodes, seededRandom(seed))
      const balance = new Array<number>(nodes).fill(0)
      for (const [index, [a, b]] of edges.entries()) {
        balance[a]! += forward[index] ? 1 : -1
        balance[b]! += forward[index] ? -1 : 1
      }
      for (const rest of balance) expect(Math.abs(rest)).toBeLessThanOrEqual(1)
    }),
  )
})
