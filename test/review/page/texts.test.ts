import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dimensionIds } from '../../../bench/records/dimension.ts'
import { aspects } from '../../../bench/records/vote.ts'
import { chooseLanguage, fillText, languages } from '../../../bench/review/page/texts/texts.ts'

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('texts', () => {
  const { en } = languages
  for (const [tag, { texts }] of Object.entries(languages)) {
    test(`${tag} has every text, none is empty, and the same facts go in`, () => {
      expect(Object.keys(texts).sort()).toEqual(Object.keys(en.texts).sort())
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), key).not.toBe('')
        expect(names(text), key).toEqual(names(en.texts[key as keyof typeof en.texts]))
      }
    })

    test(`${tag} asks about every aspect and explains every dimension`, () => {
      for (const id of aspects) {
        for (const part of ['title', 'pair', 'rating', 'hint']) {
          expect(texts).toHaveProperty([`aspect.${id}.${part}`])
        }
      }
      for (const id of dimensionIds) {
        for (const part of ['title', 'question', 'definition']) {
          expect(texts).toHaveProperty([`dimension.${id}.${part}`])
        }
      }
    })
  }

  test('no text is left over', () => {
    const folder = fileURLToPath(new URL('../../../bench/review/page/', import.meta.url))
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('texts'))
      .map((path) => readFileSync(join(folder, path), 'utf8'))
      .join('\n')
    // Keys that are put together: `form.${value}`, `form.rating${value}`, aspects, dimensions.
    const composed = /^(?:form\.(?:first|second|tie|both-bad|cant-judge|rating)|aspect\.|dimension\.)/
    expect(Object.keys(en.texts).filter((key) => !composed.test(key) && !code.includes(`'${key}'`))).toEqual(
      [],
    )
  })

  test('the languages differ', () => {
    const same = Object.entries(en.texts).filter(
      ([key, text]) => languages.zh.texts[key as keyof typeof en.texts] === text,
    )
    expect(same.map(([key]) => key)).toEqual(['form.first', 'form.second'])
  })

  test('the browser’s first known language is taken, English without one', () => {
    expect(chooseLanguage(['zh-Hans-CN', 'en'])).toBe('zh')
    expect(chooseLanguage(['fr', 'ZH-tw'])).toBe('zh')
    expect(chooseLanguage(['fr', 'de'])).toBe('en')
    expect(chooseLanguage([])).toBe('en')
  })

  test('facts are filled in, unknown ones stay', () => {
    expect(fillText('{a} of {b}', { a: 1 })).toBe('1 of {b}')
    expect(fillText('{toString}')).toBe('{toString}')
  })
})
