import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { promptOfFileName, splitStem, videoStem } from '../../../bench/generators/recorded/file-name.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

describeShared('the prompt of a file name', () => {
  const golden = JSON.parse(
    readFileSync(sharedPath('fixtures/vbench/filename_prompt/golden.json'), 'utf8'),
  ) as { name: string; prompt: string }[]

  test.each(golden.map(({ name, prompt }) => [name, prompt]))('%s → %s, as upstream', (name, prompt) => {
    expect(promptOfFileName(name)).toBe(prompt)
  })
})

describe('file names', () => {
  test('give their prompt and index back', () => {
    const prompt = fc.string({ minLength: 1 }).filter((text) => !text.includes('/') && !/^\.+$/.test(text))
    fc.assert(
      fc.property(prompt, fc.nat(), fc.constantFrom('.mp4', '.gif', '.MOV'), (text, index, suffix) => {
        const name = `${text}-${index}${suffix}`
        expect(splitStem(videoStem(name)!)).toEqual({ prompt: text, index: String(index) })
        expect(promptOfFileName(`folder/${name}`)).toBe(text)
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  test('without a video suffix are no videos', () => {
    expect(videoStem('a cat-0.txt')).toBeNull()
    expect(videoStem('a cat-0')).toBeNull()
  })
})
