import { expect, test } from 'vitest'
import type { Prompt } from '../../bench/records/plan.ts'
import type { Score } from '../../bench/records/score.ts'
import { color, countColors, objectOf } from '../../evaluators/color.ts'
import type { Detection } from '../../evaluators/contract.ts'
import { multipleObjects } from '../../evaluators/multiple-objects.ts'
import { objectClass } from '../../evaluators/object-class.ts'
import { scene } from '../../evaluators/scene.ts'
import { frameScore, positionScore, spatialRelationship } from '../../evaluators/spatial-relationship.ts'
import { describeShared } from '../support/shared.ts'
import { clipView, golden, prompt } from './fixtures.ts'

type Box = [number, number, number, number]
type Relation = { object_a: string; object_b: string; relationship: string }
interface Golden {
  object_class: { key: string; pred: string[][]; count: number }[]
  multiple_objects: { key: string; pred: string[][]; count: number }[]
  color: {
    color: string
    object: string
    pred: [string, string][][]
    cur_object: number
    cur_object_color: number
    score: number | null
  }[]
  spatial_relationship: (
    | {
        fn: 'get_position_score'
        locality: string
        obj1: Box
        obj2: Box
        score: number | 'ZeroDivisionError'
      }
    | { fn: 'check_generate'; key_info: Relation; pred: [string, Box][][]; frame_scores: number[] }
  )[]
  scene: { key: string; pred: string[]; count: number }[]
  color_object_from_prompt: { prompt: string; color: string; object: string }[]
}

const detection = (name: string, box: Box = [0, 0, 8, 8]): Detection => ({ name, box, score: 0.9 })
const detected = (names: string[][]) => ({
  frames: names.map((frame) => frame.map((name) => detection(name))),
})
const clip = clipView()
const share = (count: number, frames: number) => ({
  status: 'scored',
  value: count / frames,
  weight: frames,
})

describeShared('semantic dimensions against upstream', () => {
  const rows = golden<Golden>('semantic_logic')

  test.each(rows.object_class)('object class: $key in $count frames', ({ key, pred, count }) => {
    const asked = prompt(key, { object_class: { object: key } })
    const score = objectClass.score({ clip, prompt: asked, feature: detected(pred) })
    expect(score).toMatchObject(share(count, pred.length))
  })

  test.each(rows.multiple_objects)('multiple objects: $key in $count frames', ({ key, pred, count }) => {
    const asked = prompt(key, { multiple_objects: { object: key } })
    const score = multipleObjects.score({ clip, prompt: asked, feature: detected(pred) })
    expect(score).toMatchObject(share(count, pred.length))
  })

  test.each(rows.color)('color: $color $object', (row) => {
    const frames = row.pred.map((frame) => frame.map(([caption, objectName]) => ({ caption, objectName })))
    expect(countColors(frames, row.object, row.color)).toEqual({
      object: row.cur_object,
      objectInColor: row.cur_object_color,
    })
    const asked = prompt(`a ${row.color} ${row.object}`, { color: { color: row.color } })
    const score = color.score({ clip, prompt: asked, feature: { frames } })
    if (row.cur_object === 0) {
      expect(score).toMatchObject({ status: 'excluded', problem: { code: 'COLOR_OBJECT_UNSEEN' } })
    } else {
      expect(score).toMatchObject({ status: 'scored', value: row.score, weight: 1 })
    }
  })

  test('the object of all official color prompts', () => {
    for (const row of rows.color_object_from_prompt) {
      expect(objectOf(row.prompt, row.color)).toBe(row.object)
    }
  })

  test('position of two boxes', () => {
    for (const row of rows.spatial_relationship) {
      if (row.fn !== 'get_position_score') continue
      const expected = row.score === 'ZeroDivisionError' ? null : row.score
      expect(positionScore(row.locality, row.obj1, row.obj2), JSON.stringify(row)).toBe(expected)
    }
  })

  test('the best pair of every frame', () => {
    for (const row of rows.spatial_relationship) {
      if (row.fn !== 'check_generate') continue
      const frames = row.pred.map((frame) => frame.map(([name, box]) => detection(name, box)))
      const { object_a, object_b, relationship } = row.key_info
      expect(frames.map((frame) => frameScore(frame, [object_a, object_b], relationship))).toEqual(
        row.frame_scores,
      )
      const asked = prompt('', { spatial_relationship: { spatial_relationship: row.key_info } })
      const mean = row.frame_scores.reduce((sum, value) => sum + value, 0) / frames.length
      const score = spatialRelationship.score({ clip, prompt: asked, feature: { frames } })
      expect(score).toMatchObject({ status: 'scored', value: mean, weight: frames.length })
    }
  })

  test.each(rows.scene)('scene: $key in $count captions', ({ key, pred, count }) => {
    const asked = prompt(key, { scene: { scene: { scene: key } } })
    const score = scene.score({ clip, prompt: asked, feature: { captions: pred } })
    expect(score).toMatchObject(share(count, pred.length))
  })
})

test.each<[string, (asked: Prompt) => Score]>([
  ['object-class', (asked) => objectClass.score({ clip, prompt: asked, feature: detected([['cat']]) })],
  ['multiple-objects', (asked) => multipleObjects.score({ clip, prompt: asked, feature: detected([['a']]) })],
  ['color', (asked) => color.score({ clip, prompt: asked, feature: { frames: [[]] } })],
  [
    'spatial-relationship',
    (asked) => spatialRelationship.score({ clip, prompt: asked, feature: detected([['cat']]) }),
  ],
  ['scene', (asked) => scene.score({ clip, prompt: asked, feature: { captions: ['a'] } })],
])('%s of a prompt without auxiliary information is unscored with the reason', (dimension, score) => {
  expect(score(prompt('a cat'))).toMatchObject({
    status: 'unscored',
    problem: { code: 'AUXILIARY_INVALID', message: expect.stringContaining('it is absent') },
  })
  const key = dimension.replace('-', '_')
  expect(score(prompt('a cat', { [key]: { [key]: 7 } }))).toMatchObject({ status: 'unscored' })
})

test('a color prompt may name its object', () => {
  const asked = prompt('a red car drives by', { color: { color: 'red', object: 'car' } })
  const frames = [[{ caption: 'red car', objectName: 'car' }], [{ caption: 'blue car', objectName: 'car' }]]
  expect(color.score({ clip, prompt: asked, feature: { frames } })).toMatchObject({ value: 0.5 })
})
