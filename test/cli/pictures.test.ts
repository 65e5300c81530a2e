import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withNamedPictures } from '../../bench/cli/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

test('videos of their own names have the pictures of the same name', async () => {
  for (const name of ['a cat.PNG', 'a dog.jpeg', 'a dog.txt', 'notes.md'])
    writeFileSync(join(folder, name), '')
  const prompts = ['a cat', 'a dog', 'a/cow'].map((text, id) => ({ id: String(id), text, dimensions: [] }))
  const images = async (place: string | null) =>
    (await withNamedPictures(prompts, place)).map(({ image }) => image)
  expect(await images(folder)).toEqual(['a cat.PNG', 'a dog.jpeg', 'a/cow.jpg'])
  expect(await images(null)).toEqual(['a cat.jpg', 'a dog.jpg', 'a/cow.jpg'])
})
