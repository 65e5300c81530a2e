import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Codec } from '../../../bench/profile/codec/codec.ts'
import { openProcessCodec } from '../../../bench/profile/codec/process-codec.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'

const program = fileURLToPath(new URL('process-codec.mjs', import.meta.url))
let codec: Codec | null = null

async function open(mode: string, callSeconds = 10): Promise<Codec> {
  codec = await openProcessCodec({
    kind: 'process',
    command: [process.execPath, program, mode],
    folder: process.cwd(),
    callSeconds,
  })
  return codec
}

afterEach(async () => {
  await codec?.release()
  codec = null
})

const video = floatTensor([1, 3, 1, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])

describe('a program that encodes and decodes', () => {
  test('is asked again and again, and keeps its values', async () => {
    const { encode, decode, outsidePeakBytes } = await open('works')
    const latents = await encode(video)
    expect(latents).toEqual(floatTensor([1, 3, 1, 1, 1], [1.5, 5.5, 9.5]))
    const back = await decode(latents)
    expect(back.shape).toEqual(video.shape)
    expect([...back.data]).toEqual([1.5, 1.5, 1.5, 1.5, 5.5, 5.5, 5.5, 5.5, 9.5, 9.5, 9.5, 9.5])
    if (process.platform === 'linux') expect(await outsidePeakBytes()).toBeGreaterThan(2 ** 20)
  })

  test.each([
    ['dies', /it ended \(exit code 7\)\.[\s\S]*out of luck/],
    ['talks', /its answer is not JSON: not JSON/],
    ['refuses', /no such size/],
    ['short', /its output file has 4 bytes, expected 12 for \[1, 3, 1, 1, 1\]/],
  ])('that %s is an error that says so', async (mode, message) => {
    const { encode } = await open(mode)
    await expect(encode(video)).rejects.toThrow(message)
  })

  test('that does not answer is ended', async () => {
    const { encode } = await open('hangs', 0.5)
    await expect(encode(video)).rejects.toThrow('no answer after 0.5 s')
  })

  test('that cannot be started is an error that names it', async () => {
    codec = await openProcessCodec({
      kind: 'process',
      command: ['/no/such/program'],
      folder: process.cwd(),
      callSeconds: 5,
    })
    await expect(codec.encode(video)).rejects.toThrow(/\/no\/such\/program`: it can't be started/)
  })
})
