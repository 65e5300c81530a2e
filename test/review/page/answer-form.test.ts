import { expect, test } from 'vitest'
import type { ItemView } from '../../../bench/review/api.ts'
import { AnswerForm } from '../../../bench/review/page/rater/answer-form.ts'

const clip = {
  url: '/media/x',
  widthPixels: 16,
  heightPixels: 16,
  frameCount: 4,
  framesPerSecond: 4,
  durationSeconds: 1,
}
const item: ItemView = {
  kind: 'pairwise',
  id: 'x',
  practice: false,
  number: 1,
  prompt: 'p',
  minimumWatchSeconds: 0,
  aspects: ['visual-quality', 'prompt-following', 'motion-quality'],
  first: clip,
  second: clip,
}

test('digits in quick succession answer one question after the other', () => {
  const form = new AnswerForm(item)
  for (const digit of [1, 3, 5]) form.chooseByDigit(digit)
  expect(form.answers).toEqual({
    kind: 'pairwise',
    byAspect: { 'visual-quality': 'first', 'prompt-following': 'tie', 'motion-quality': 'cant-judge' },
  })
  expect(form.firstOpen).toBe(-1)
})

test('a click answers its question and stays there; the mark goes around', () => {
  const form = new AnswerForm(item)
  form.choose(2, 'second')
  expect(form.state.value).toMatchObject({ marked: 2, choices: { 'motion-quality': 'second' } })
  expect(form.firstOpen).toBe(0)
  form.moveMark(1)
  expect(form.state.value.marked).toBe(0)
  form.moveMark(-1)
  expect(form.state.value.marked).toBe(2)
})

test('a digit without an answer does nothing', () => {
  const form = new AnswerForm(item)
  expect(form.chooseByDigit(0)).toBeNull()
  expect(form.state.value.choices).toEqual({})
})

test('what was taken back is filled in again', () => {
  const answers = { kind: 'pairwise', byAspect: { 'visual-quality': 'both-bad' } } as const
  const form = new AnswerForm(item, { item, key: 'k', answers, comment: 'hm' })
  expect(form.state.value).toEqual({ choices: { 'visual-quality': 'both-bad' }, comment: 'hm', marked: 0 })
})
