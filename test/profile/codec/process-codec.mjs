// An autoencoder that averages 2×2 pixels and repeats them: what a user's program looks like.
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [mode = 'works'] = process.argv.slice(2)

for await (const line of createInterface({ input: process.stdin })) {
  const { direction, input, shape, output } = JSON.parse(line)
  if (mode === 'dies') {
    console.error('out of luck')
    process.exit(7)
  }
  if (mode === 'hangs') continue
  if (mode === 'talks') {
    console.log('not JSON')
    continue
  }
  if (mode === 'refuses') {
    console.log(JSON.stringify({ error: 'no such size' }))
    continue
  }
  if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 150))
  const bytes = readFileSync(input)
  const x = new Float32Array(Uint8Array.from(bytes).buffer)
  const [, channels, frames, height, width] = shape
  const [h, w] = direction === 'encode' ? [height / 2, width / 2] : [height * 2, width * 2]
  const y = new Float32Array(channels * frames * h * w)
  for (let plane = 0; plane < channels * frames; plane++) {
    for (let i = 0; i < h * w; i++) {
      const [row, column] = [Math.floor(i / w), i % w]
      const at = (r, c) => x[(plane * height + r) * width + c]
      y[plane * h * w + i] =
        direction === 'encode'
          ? (at(2 * row, 2 * column) +
              at(2 * row, 2 * column + 1) +
              at(2 * row + 1, 2 * column) +
              at(2 * row + 1, 2 * column + 1)) /
            4
          : at(Math.floor(row / 2), Math.floor(column / 2))
    }
  }
  writeFileSync(output, new Uint8Array(y.buffer, 0, mode === 'short' ? 4 : undefined))
  console.log(JSON.stringify({ shape: [1, channels, frames, h, w] }))
}
