import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPicture } from '../../bench/video/picture-file.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

interface Golden {
  readonly pictures: Readonly<
    Record<
      string,
      { readonly width: number; readonly height: number; readonly jpeg: string; readonly rgb: string }
    >
  >
}

/** JPEG files and what Pillow reads from them, both in base64. */
const { pictures } = JSON.parse(
  readFileSync(new URL('../fixtures/video/jpeg-pictures.json', import.meta.url), 'utf8'),
) as Golden
const folder = temporaryFolder()

test.each(Object.entries(pictures))('a JPEG (%s) is what Pillow reads, to 3 levels', async (name, golden) => {
  const path = join(folder, `${name}.jpg`)
  writeFileSync(path, Buffer.from(golden.jpeg, 'base64'))
  const { width, height, data } = await readPicture(path)
  expect([width, height]).toEqual([golden.width, golden.height])
  const expected = Buffer.from(golden.rgb, 'base64')
  const errors = Array.from(data, (value, i) => Math.abs(value - expected[i]!))
  expect(Math.max(...errors)).toBeLessThanOrEqual(3)
  // only the inverse cosine transform differs
  expect(errors.filter((error) => error === 0).length / errors.length).toBeGreaterThan(0.93)
})

test('a PNG is what was written', async () => {
  const rgb = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 53) % 256)
  const path = join(folder, 'a.png')
  writePng(path, 7, 5, rgb)
  expect(await readPicture(path)).toEqual({ width: 7, height: 5, data: rgb })
})
