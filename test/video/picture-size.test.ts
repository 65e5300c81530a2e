import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BenchError } from '../../bench/errors.ts'
import { readPictureSize } from '../../bench/video/picture-size.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const write = (bytes: readonly number[] | Buffer) => {
  const path = join(folder, 'picture.jpg')
  writeFileSync(path, Buffer.from(bytes))
  return path
}
const codeOf = (path: string) =>
  readPictureSize(path).then(
    () => 'none',
    (thrown: BenchError) => thrown.problem.code,
  )

// start, a comment of 4 bytes, fill bytes, a frame header of 300x200 as baseline, progressive and lossless JPEG have it
const head = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff]
const frame = (marker: number) => [0xff, marker, 0, 17, 8, 0, 200, 1, 44, 3, 0, 0]

test('reads the sizes of PNG and JPEG headers', async () => {
  const png = join(folder, 'a.png')
  writePng(png, 5, 7, new Uint8Array(5 * 7 * 3))
  expect(await readPictureSize(png)).toEqual({ width: 5, height: 7 })
  for (const marker of [0xc0, 0xc2, 0xc3]) {
    expect(await readPictureSize(write([...head, ...frame(marker)]))).toEqual({ width: 300, height: 200 })
  }
})

test.each([
  ['nothing', []],
  ['another format', [...Buffer.from('GIF89a, and some more bytes behind it')]],
  ['a JPEG that ends in its comment', head.slice(0, 6)],
  ['a JPEG without a frame header', [...head, ...frame(0xc4)]],
  ['segments of no length', [0xff, 0xd8, ...Array.from({ length: 40 }, () => [0xff, 0xe0, 0, 0]).flat()]],
  ['a size of zero', [...head, 0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0]],
  ['more pixels than are decoded', [...head, 0xff, 0xc0, 0, 17, 8, 0x80, 0, 0x80, 0, 3, 0, 0]],
  ['half a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]],
])('refuses %s', async (_, bytes) => {
  expect(await codeOf(write(bytes))).toBe('IMAGE_UNREADABLE')
})

test('a missing file is a missing file', async () => {
  expect(await codeOf(join(folder, 'none.png'))).toBe('VIDEO_MISSING')
})
