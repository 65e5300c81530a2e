import { expect, test } from 'vitest'
import { floatTensor } from '../../../../bench/tensor/tensor.ts'
import { evenBatch, frameBatches } from '../../../../evaluators/features/official/batches.ts'

/** Twice the first value of each frame; notes the sizes that it saw. */
function doubling() {
  const sizes: number[] = []
  const run = async (pixels: ReturnType<typeof floatTensor>) => {
    const [batch, width] = pixels.shape as readonly [number, number]
    sizes.push(batch)
    return floatTensor(
      [batch, 1],
      Array.from({ length: batch }, (_, i) => 2 * pixels.data[i * width]!),
    )
  }
  return { sizes, run }
}

test.each([
  [49, 8, 7],
  [17, 8, 6],
  [16, 8, 8],
  [3, 8, 3],
  [0, 8, 1],
])('%i frames in batches of at most %i: %i each', (frames, most, expected) => {
  expect(evenBatch(frames, most)).toBe(expected)
})

test.each([17, 16, 20])(
  'every frame gets its own result when 17 were announced and %i come',
  async (count) => {
    const { sizes, run } = doubling()
    const batches = frameBatches({ frames: 17, largest: 8, shape: [2] }, run)
    for (let i = 0; i < count; i++) await batches.push(Float32Array.of(i, -1))
    expect((await batches.finish()).map(([value]) => value)).toEqual(
      Array.from({ length: count }, (_, i) => 2 * i),
    )
    expect(new Set(sizes)).toEqual(new Set([6]))
  },
)
