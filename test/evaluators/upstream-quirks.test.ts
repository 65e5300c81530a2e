import { expect, test } from 'vitest'
import { countColors, objectOf } from '../../evaluators/color.ts'
import type { Detection } from '../../evaluators/contract.ts'
import { actionOf, sureLabels } from '../../evaluators/human-action.ts'
import { multipleObjects } from '../../evaluators/multiple-objects.ts'
import { objectClass } from '../../evaluators/object-class.ts'
import { describes } from '../../evaluators/scene.ts'
import { frameScore, positionScore } from '../../evaluators/spatial-relationship.ts'
import { subjectConsistency } from '../../evaluators/subject-consistency.ts'
import { clipView, prompt } from './fixtures.ts'

// Each is upstream's behaviour that changes numbers (docs/scoring.md lists them), on the smallest input that shows it.

const clip = clipView()
const left: Detection['box'] = [0, 40, 20, 60]
const right: Detection['box'] = [80, 40, 100, 60]
const above: Detection['box'] = [40, 0, 60, 20]
const thing = (name: string, box: Detection['box']): Detection => ({ name, box, score: 1 })

test('spatial-relationship does not see directions: left counts as right, top as bottom', () => {
  for (const relationship of ['on the left of', 'on the right of']) {
    expect(positionScore(relationship, left, right)).toBe(1)
    expect(positionScore(relationship, right, left)).toBe(1)
  }
  expect(positionScore('on the top of', above, [40, 80, 60, 100])).toBe(1)
  expect(positionScore('on the bottom of', above, [40, 80, 60, 100])).toBe(1)
})

test('spatial-relationship takes two of the same object for a pair, and none that are as far apart both ways', () => {
  expect(frameScore([thing('cat', left), thing('cat', right)], ['cat', 'dog'], 'on the left of')).toBe(1)
  expect(positionScore('on the left of', [0, 0, 10, 10], [50, 50, 60, 60])).toBe(0)
})

test('color finds a colour within other words', () => {
  const frames = [[{ objectName: 'car', caption: 'a covered car' }]]
  expect(countColors(frames, 'car', 'red')).toEqual({ object: 1, objectInColor: 1 })
})

test('color takes "a " and "an " out of the middle of a prompt as well', () => {
  expect(objectOf('a red umbrella', 'red')).toBe('umbrella')
  expect(objectOf('a red panda toy', 'red')).toBe('pandtoy')
})

test('scene finds its words within other words', () => {
  expect(describes('a carpet seen from a barge', 'car bar')).toBe(true)
})

test('objects count by their exact name among all detections of a frame', () => {
  const feature = { frames: [[thing('cats', left), thing('dog', right)]] }
  const asked = prompt('', { object_class: { object: 'cat' }, multiple_objects: { object: 'dog and cats' } })
  expect(objectClass.score({ clip, prompt: asked, feature })).toMatchObject({ value: 0, weight: 1 })
  expect(multipleObjects.score({ clip, prompt: asked, feature })).toMatchObject({ value: 1, weight: 1 })
})

test('human-action reads its label from the name up to its first hyphen, in lower case', () => {
  expect(actionOf('A person is riding a bike-0.mp4')).toBe('riding a bike')
  expect(actionOf('A person is push-up training')).toBe('push')
})

test('human-action rounds to four decimals before its threshold', () => {
  const top = (probability: number) => [{ label: 'x', probability }]
  expect(sureLabels(top(0.84996))).toEqual(['x'])
  expect(sureLabels(top(0.84994))).toEqual([])
})

test('the mean of subject-consistency is over frames: a long clip weighs more than over several GPUs', () => {
  const score = (embeddings: Float32Array[]) => {
    const found = subjectConsistency.score({ clip, prompt: prompt(''), feature: { embeddings } })
    if (found.status !== 'scored') throw new Error('expected a score')
    return found
  }
  const same = new Float32Array([1, 0])
  const other = new Float32Array([0, 1])
  const long = score([same, same, same, same])
  const short = score([same, other])
  expect([long.weight, short.weight]).toEqual([3, 1])
  const overFrames = (long.value * long.weight + short.value * short.weight) / (long.weight + short.weight)
  const overVideos = (long.value + short.value) / 2
  expect([overFrames, overVideos]).toEqual([0.75, 0.5])
})
