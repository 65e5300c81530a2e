import { describe, expect, test } from 'vitest'
import { formSchema, itemSchema, raterSchema, studySchema, voteSchema } from '../../bench/records/vote.ts'

const key = '7b0c3a52-3f5e-4c1e-9a55-0d3c5f1f2a10'
const vote = {
  kind: 'answer',
  key,
  studyId: 'study',
  itemId: 'item',
  raterId: 'rater',
  castAtMilliseconds: 1_700_000_000_000,
  answers: { kind: 'pairwise', byAspect: { 'visual-quality': 'first', 'motion-quality': 'cant-judge' } },
  watchedSeconds: 4.2,
  decisionSeconds: 9,
}
const item = {
  kind: 'pairwise',
  id: 'item',
  studyId: 'study',
  slot: 0,
  position: 3,
  promptId: '0001',
  mark: { kind: 'gold', degraded: 'second' },
  first: { clipId: 'a', model: 'm', degraded: false },
  second: { clipId: 'a', model: 'm', degraded: true },
}

describe('records of a study', () => {
  test('a vote, its undo and an item are read as written', () => {
    expect(voteSchema.parse(vote)).toEqual(vote)
    const { kind: _, answers: __, watchedSeconds: ___, decisionSeconds: ____, ...base } = vote
    const undo = { ...base, kind: 'undo', undoes: key }
    expect(voteSchema.parse(undo)).toEqual(undo)
    expect(itemSchema.parse(item)).toEqual(item)
  })

  test.each([
    ['no key', { ...vote, key: undefined }],
    ['a key that is no UUID', { ...vote, key: '1' }],
    ['an unknown aspect', { ...vote, answers: { kind: 'pairwise', byAspect: { taste: 'first' } } }],
    ['an unknown answer', { ...vote, answers: { kind: 'pairwise', byAspect: { 'visual-quality': 'left' } } }],
    ['a rating of 6', { ...vote, answers: { kind: 'rating', byAspect: { 'visual-quality': 6 } } }],
    ['a time that is no number', { ...vote, watchedSeconds: Number.NaN }],
    ['a comment of 2,001 characters', { ...vote, comment: 'x'.repeat(2001) }],
    ['a member nobody knows', { ...vote, admin: true }],
  ])('a vote with %s is refused', (_, wrong) => {
    expect(voteSchema.safeParse(wrong).success).toBe(false)
  })

  test('forms ask each thing once, and something', () => {
    const form = { kind: 'pairwise', aspects: ['visual-quality'], comment: true }
    expect(formSchema.parse(form)).toEqual(form)
    expect(formSchema.safeParse({ ...form, aspects: [] }).success).toBe(false)
    expect(formSchema.safeParse({ ...form, aspects: ['visual-quality', 'visual-quality'] }).success).toBe(
      false,
    )
    const dimensions = { kind: 'dimensions', dimensions: ['color', 'scene'], comment: false }
    expect(formSchema.parse(dimensions)).toEqual(dimensions)
  })

  test('a study and a rater; a token is never stored as itself, an exclusion never without a reason', () => {
    const study = {
      id: 'study',
      form: { kind: 'rating', aspects: ['prompt-following'], comment: false },
      seed: 1,
      models: ['a', 'b'],
      promptIds: ['0001'],
      raters: 3,
      ratersPerItem: 2,
      goldRate: 0.1,
      repeatRate: 0.1,
      createdAtMilliseconds: 0,
    }
    expect(studySchema.parse(study)).toEqual(study)
    expect(studySchema.safeParse({ ...study, ratersPerItem: 4 }).success).toBe(false)
    const alone = { ...study, models: ['a'] }
    expect(studySchema.safeParse(alone).success).toBe(true)
    const form = { kind: 'pairwise', aspects: ['prompt-following'], comment: false }
    expect(studySchema.safeParse({ ...alone, form }).success).toBe(false)
    const rater = {
      id: 'r',
      studyId: 'study',
      slot: 0,
      label: 'Rater 1',
      origin: 'link',
      createdAtMilliseconds: 1_700_000_000_000,
      releasedAtMilliseconds: null,
      state: { kind: 'active' },
    }
    expect(raterSchema.parse(rater)).toEqual(rater)
    expect(raterSchema.safeParse({ ...rater, token: 'secret' }).success).toBe(false)
    expect(raterSchema.safeParse({ ...rater, state: { kind: 'excluded' } }).success).toBe(false)
  })
})
