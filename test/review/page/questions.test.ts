import { describe, expect, test } from 'vitest'
import { answersSchema } from '../../../bench/records/vote.ts'
import type { ItemView } from '../../../bench/review/api.ts'
import {
  answersOf,
  choicesOf,
  nextQuestion,
  questionsOf,
} from '../../../bench/review/page/rater/questions.ts'

const clip = {
  url: '/media/x',
  widthPixels: 16,
  heightPixels: 16,
  frameCount: 4,
  framesPerSecond: 4,
  durationSeconds: 1,
}
const base = { id: 'x', practice: false, number: 1, prompt: 'p', minimumWatchSeconds: 0 }
const pair: ItemView = {
  kind: 'pairwise',
  ...base,
  aspects: ['visual-quality', 'motion-quality'],
  first: clip,
  second: clip,
}
const rating: ItemView = { kind: 'rating', ...base, aspects: ['prompt-following'], clip }
const dimensions: ItemView = {
  kind: 'dimensions',
  ...base,
  dimensions: ['color', 'scene'],
  first: clip,
  second: clip,
}

describe('questions', () => {
  test('a comparison has five answers, a rating five grades and one way out', () => {
    expect(questionsOf(pair)[0]!.choices.map(({ value }) => value)).toEqual([
      'first',
      'second',
      'tie',
      'both-bad',
      'cant-judge',
    ])
    expect(questionsOf(rating)[0]!.choices.map(({ digit }) => digit)).toEqual([1, 2, 3, 4, 5, 0])
    expect(questionsOf(dimensions).map(({ id }) => id)).toEqual(['color', 'scene'])
  })

  test('answers are what the records take, and come back as choices', () => {
    for (const item of [pair, rating, dimensions]) {
      const choices = Object.fromEntries(questionsOf(item).map(({ id, choices }) => [id, choices[1]!.value]))
      const answers = answersOf(item, choices)
      expect(answersSchema.parse(answers)).toEqual(answers)
      expect(choicesOf(answers)).toEqual(choices)
    }
  })

  test('after an answer the next open question is marked, around the end', () => {
    const questions = questionsOf(pair)
    expect(nextQuestion(questions, { 'visual-quality': 'tie' }, 0)).toBe(1)
    expect(nextQuestion(questions, { 'motion-quality': 'tie' }, 1)).toBe(0)
    expect(nextQuestion(questions, { 'visual-quality': 'tie', 'motion-quality': 'tie' }, 1)).toBe(1)
  })
})
