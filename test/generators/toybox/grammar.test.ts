import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseToyboxPrompt } from '../../../bench/generators/toybox/grammar.ts'
import { relations, sizes, textures } from '../../../bench/generators/toybox/words.ts'
import { toyboxColors, toyboxShapes } from '../../../bench/records/toybox-vocabulary.ts'

const still = { kind: 'still' } as const

describe('a toybox prompt', () => {
  test('names things, their sizes, colours and motions, and the background', () => {
    expect(parseToyboxPrompt('A large red circle moving left on a striped blue background.')).toEqual({
      things: [
        {
          shape: 'circle',
          color: 'red',
          size: 'large',
          motion: { kind: 'moving', direction: 'left', slowly: false },
        },
      ],
      relation: null,
      background: { color: 'blue', texture: 'striped' },
    })
  })

  test('leaves open what it does not say', () => {
    expect(parseToyboxPrompt('a star')).toEqual({
      things: [{ shape: 'star', color: null, size: 'medium', motion: still }],
      relation: null,
      background: { color: null, texture: 'plain' },
    })
  })

  test('may count and join things', () => {
    const { things } = parseToyboxPrompt(
      'two green crosses, a red small square and an orange heart bouncing up and down',
    )
    expect(things.map(({ shape, color, size }) => `${size} ${color} ${shape}`)).toEqual([
      'medium green cross',
      'medium green cross',
      'small red square',
      'medium orange heart',
    ])
    expect(things[3]!.motion).toEqual({ kind: 'bouncing', axis: 'y' })
  })

  test.each([
    ['above', 'on the top of'],
    ['to the left of', 'on the left of'],
    ['on the bottom of', 'on the bottom of'],
  ])('puts one thing %s another', (words, relation) => {
    expect(parseToyboxPrompt(`a circle ${words} a square`)).toMatchObject({ relation, things: [{}, {}] })
  })

  test('may be a still frame', () => {
    expect(parseToyboxPrompt('In a still frame, a ring').things[0]!.motion).toEqual(still)
  })

  test.each([
    ['', 'found the end, expected a count'],
    ['a cat', 'found "cat" as word 2, expected a size, a colour or a shape (circle, square'],
    ['a purpel circle', 'found "purpel" as word 2 (did you mean "purple"?)'],
    ['two circle', 'found "circle" as word 2 (did you mean "circles"?)'],
    ['a red circle moving', 'found "moving" as word 4, expected "and", a motion'],
    ['a red circle on a beach', 'found "beach" as word 6'],
    ['a red circle on a blue', 'found the end, expected "background"'],
    ['a red circle on a red background', 'found a red circle on a red background, expected two colours'],
    ['in a still frame, a circle spinning', 'found "in a still frame" and spinning, expected one of the two'],
    ['three circles and two squares', 'found 5 things, expected at most 4'],
    ['two circles above a square', 'found a relation, expected one thing on each side of it'],
    ['a circle above a square moving up', 'found a square moving along its relation "on the top of"'],
  ])('is refused where it can not be drawn: %j', (prompt, message) => {
    expect(() => parseToyboxPrompt(prompt)).toThrow(message)
  })

  test('of the grammar is always read back as it was written', () => {
    const article = fc.constantFrom('a', 'one')
    const thing = fc.record({
      size: fc.constantFrom(...Object.keys(sizes)),
      color: fc.constantFrom(...toyboxColors.filter((color) => color !== 'gray')),
      shape: fc.constantFrom(...toyboxShapes),
    })
    const texture = fc.constantFrom(...textures)
    const relation = fc.constantFrom(...relations)
    fc.assert(
      fc.property(article, thing, thing, relation, texture, (count, a, b, [words, relation], texture) => {
        const text = [a, b]
          .map(({ size, color, shape }) => `${count} ${size} ${color} ${shape}`)
          .join(` ${words} `)
        expect(parseToyboxPrompt(`${text} on a ${texture} gray background`)).toEqual({
          things: [a, b].map((one) => ({ ...one, motion: still })),
          relation,
          background: { color: 'gray', texture },
        })
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  test('of any words is read or refused with a BenchError', () => {
    const word = fc.constantFrom(
      'a',
      'two',
      'red',
      'circle',
      'circles',
      ',',
      'and',
      'on',
      'the',
      'left',
      'of',
      'moving',
      'blue',
      'background',
      '.',
      'x',
      '',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
          fc.string(),
        ),
        (prompt) => {
          try {
            expect(parseToyboxPrompt(prompt).things.length).toBeGreaterThan(0)
          } catch (thrown) {
            expect(thrown).toMatchObject({ name: 'BenchError', problem: { code: 'TOYBOX_PROMPT' } })
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    )
  })
})
