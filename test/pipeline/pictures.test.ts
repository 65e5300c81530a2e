import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPictures, pictureOf } from '../../bench/pipeline/pictures.ts'
import type { PlannedClip } from '../../bench/records/plan.ts'
import { plannedClip } from '../generators/clips.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const { signal } = new AbortController()
const clipOf = (image?: string): PlannedClip => {
  const clip = plannedClip('a cat')
  return image === undefined ? clip : { ...clip, prompt: { ...clip.prompt, image } }
}
const picture = join(folder, 'a cat.png')
writePng(picture, 6, 4, new Uint8Array(6 * 4 * 3))
const inside = join(folder, 'pictures')
mkdirSync(join(inside, 'folder.png'), { recursive: true })
writePng(join(inside, 'b.png'), 6, 4, new Uint8Array(6 * 4 * 3))
writeFileSync(join(inside, 'Caf\u0065\u0301.JPG'), 'x')
symlinkSync('b.png', join(inside, 'near.png'))
symlinkSync(picture, join(inside, 'far.png'))
symlinkSync('nowhere', join(inside, 'broken.png'))

test('pictures have a size and a checksum, each looked up once', async () => {
  const found = await findPictures(inside, [clipOf('b.png'), clipOf('b.png'), clipOf()], signal)
  expect([...found.keys()]).toEqual(['b.png'])
  const outcome = pictureOf(found, clipOf('b.png'))
  expect(outcome).toMatchObject({ picture: { path: join(inside, 'b.png'), size: { width: 6, height: 4 } } })
  const near = await findPictures(inside, [clipOf('near.png')], signal)
  expect(pictureOf(near, clipOf('near.png'))).toMatchObject({
    picture: { sha256: 'picture' in outcome ? outcome.picture.sha256 : '' },
  })
})

test.each([
  ['none.png', 'IMAGE_MISSING', 'There is no picture "none.png"'],
  ['../a cat.png', 'IMAGE_MISSING', 'There is no picture'],
  [picture, 'IMAGE_MISSING', 'There is no picture'],
  ['caf\u00e9.jpg', 'IMAGE_MISSING', 'There is "Caf\u0065\u0301.JPG".'],
  ['far.png', 'IMAGE_OUTSIDE', 'leads out of'],
  ['folder.png', 'IMAGE_UNREADABLE', 'not a file'],
  ['Caf\u0065\u0301.JPG', 'IMAGE_UNREADABLE', 'no header'],
  ['broken.png', 'IMAGE_UNREADABLE', 'a link to nothing'],
])('%s is a problem and no crash', async (name, code, text) => {
  const outcome = pictureOf(await findPictures(inside, [clipOf(name)], signal), clipOf(name))
  expect(outcome).toMatchObject({ problem: { code } })
  expect('problem' in outcome ? outcome.problem.message : '').toContain(text)
})

test('a run without a folder and a prompt without a picture have none', async () => {
  for (const clip of [clipOf('b.png'), clipOf()]) {
    const found = await findPictures(null, [clip], signal)
    expect(pictureOf(found, clip)).toMatchObject({ problem: { code: 'IMAGES_NOT_GIVEN' } })
  }
  await expect(findPictures(join(folder, 'nowhere'), [clipOf('b.png')], signal)).rejects.toThrow(
    "can't be read",
  )
})
