import { expect, test } from 'vitest'
import { decoderDescription, videoCodecs } from '../../bench/video/codecs.ts'

test('this installation decodes and encodes what the project promises', () => {
  const { decode, encode } = videoCodecs()
  expect(decode.filter((entry) => !entry.available)).toEqual([])
  expect(decode.map((entry) => entry.codec)).toEqual(
    expect.arrayContaining(['h264', 'hevc', 'vp9', 'av1', 'mpeg4', 'mjpeg', 'gif', 'png']),
  )
  expect(encode).toEqual([{ codec: 'h264', encoder: 'libx264', available: true }])
})

test('the decoder is named with its versions', () => {
  expect(decoderDescription()).toMatch(
    /^FFmpeg \S+ \(libavcodec \d+\.\d+\.\d+, libavformat [\d.]+, libswscale [\d.]+\)$/,
  )
})
