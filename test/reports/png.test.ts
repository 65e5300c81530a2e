import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { png } from '../../reports/png.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const files = async (result = madeUpResult()) =>
  (await png.files(result, context)) as { name: string; content: Uint8Array }[]

test('two pictures of 1800 pixels width, the same bytes each time', async () => {
  const first = await files()
  expect(first.map(({ name }) => name)).toEqual(['radar.png', 'dimensions.png'])
  for (const { content } of first) expect((await loadImage(Buffer.from(content))).width).toBe(1800)
  expect(await files()).toEqual(first)
})

test('labels are drawn as letters: 16 names, and two of five letters look different', async () => {
  const [, bars] = await files()
  const image = await loadImage(Buffer.from(bars!.content))
  const canvas = createCanvas(image.width, image.height)
  const context2d = canvas.getContext('2d')
  context2d.drawImage(image, 0, 0)
  // Names stand left of the axis, below the captions; the picture is drawn at twice its size.
  const width = 340
  const { data } = context2d.getImageData(0, 0, width, image.height)
  const rows = Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (data[(y * width + x) * 4]! < 110 ? '#' : ' ')).join(''),
  )
  // A line of text is a run of rows with ink; gaps of a few rows are inside letters.
  const lines = rows
    .join('\n')
    .split(/(?:\n {340}){8,}/)
    .map((line) => line.trim())
    .filter((line) => line.includes('#'))
  const names = lines.slice(-16)
  expect(lines.length).toBeGreaterThanOrEqual(17)
  expect(new Set(names).size).toBe(16)
})

test('no values, no models, and thirty models are drawn too', async () => {
  await expect(files(madeUpResult({ scored: [] }))).resolves.toHaveLength(2)
  await expect(files({ ...madeUpResult(), models: [] })).resolves.toHaveLength(2)
  const many = Array.from({ length: 30 }, (_, index) => `model ${index}`)
  await expect(files(madeUpResult({ models: many, samples: 1 }))).resolves.toHaveLength(2)
})
