import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PageState, parseState, stateHash } from '../../../../reports/html/page/state.ts'

test('every state survives its address', () => {
  const states = fc.record<PageState>({
    item: fc.string({ unit: 'grapheme' }),
    dimension: fc.string(),
    model: fc.string({ unit: 'grapheme' }),
    text: fc.string({ unit: 'grapheme' }),
    show: fc.constantFrom('all', 'failed', 'unscored'),
    sort: fc.constantFrom('prompt', 'worst', 'best'),
  })
  fc.assert(
    fc.property(states, (state) => {
      expect(parseState(stateHash(state))).toEqual({ ...state })
    }),
  )
})

test('unknown members and values are left out', () => {
  expect(parseState('#sort=sideways&show=1&x=y&item=a')).toEqual({
    item: 'a',
    dimension: '',
    model: '',
    text: '',
    show: 'all',
    sort: 'prompt',
  })
})
