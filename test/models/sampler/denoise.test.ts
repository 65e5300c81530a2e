import { describe, expect, test } from 'vitest'
import { referenceCondition } from '../../../bench/models/sampler/condition.ts'
import { type Branch, denoiseGuided, neededBranches } from '../../../bench/models/sampler/denoise.ts'
import { pack, unpack } from '../../../bench/models/sampler/packing.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'

const guidance = {
  text: 7.5,
  image: 3,
  textOscillation: true,
  imageOscillation: true,
  temporalScaling: false,
}

describe('branches of guidance', () => {
  test('only those with a weight are computed', () => {
    expect(neededBranches({ text: 7.5, image: 3 }, true)).toEqual(['full', 'reference', 'free'])
    expect(neededBranches({ text: 7.5, image: [1, 2] }, true)).toEqual(['full', 'reference', 'free'])
    expect(neededBranches({ text: 7.5, image: 1 }, true)).toEqual(['full', 'reference'])
    expect(neededBranches({ text: 7.5, image: 3 }, false)).toEqual(['full', 'reference'])
    expect(neededBranches({ text: 1, image: 1 }, true)).toEqual(['full'])
    expect(neededBranches({ text: 1, image: 3 }, true)).toEqual(['full', 'reference', 'free'])
  })

  test('the result is that of all three branches', async () => {
    const velocities: Record<Branch, number> = { full: 2, reference: 0.5, free: -1 }
    const asked: number[] = []
    const latents = await denoiseGuided({
      noise: floatTensor([1, 2, 1], [0, 1]),
      times: [1, 0.75, 0.5],
      latentFrames: 2,
      guidance: { ...guidance, textOscillation: false, imageOscillation: false },
      hasReference: true,
      predict: async (x, _, branches) => {
        asked.push(branches.length)
        return branches.map((branch) => floatTensor(x.shape, [velocities[branch], velocities[branch]]))
      },
    })
    const velocity = -1 + 3 * (0.5 + 1) + 7.5 * (2 - 0.5)
    expect([...latents.data]).toEqual([-0.5 * velocity, 1 - 0.5 * velocity])
    expect(asked).toEqual([3, 3])
  })

  test('an abort stops before the next step', async () => {
    const controller = new AbortController()
    let steps = 0
    const run = denoiseGuided({
      noise: floatTensor([1, 1, 1]),
      times: [1, 0.5, 0],
      latentFrames: 1,
      guidance,
      hasReference: false,
      predict: async (x, _, branches) => {
        steps += 1
        controller.abort()
        return branches.map(() => x)
      },
      signal: controller.signal,
    })
    await expect(run).rejects.toThrow('abort')
    expect(steps).toBe(1)
  })
})

describe('latents', () => {
  test('unpack is the inverse of pack for odd frames and several channels', () => {
    const shape = [2, 3, 5, 4, 6]
    const x = floatTensor(
      shape,
      Float32Array.from({ length: 720 }, (_, i) => i),
    )
    const back = unpack(pack(x, 2), { frames: 5, height: 4, width: 6 }, 2)
    expect(back).toEqual(x)
  })

  test('sizes that do not divide into patches are refused', () => {
    expect(() => pack(floatTensor([1, 1, 1, 3, 4]), 2)).toThrow('3x4')
    expect(() => unpack(floatTensor([1, 5, 4]), { frames: 1, height: 4, width: 4 }, 2)).toThrow('1,5,4')
  })

  test('a reference that is too short or of another size is refused', () => {
    const shape = [1, 2, 12, 2, 2]
    const long = floatTensor([2, 9, 2, 2])
    expect(() => referenceCondition(shape, 'v2v_head', [[long]], true)).not.toThrow()
    expect(() => referenceCondition(shape, 'v2v_head', [[floatTensor([2, 8, 2, 2])]], true)).toThrow('≥ 9')
    expect(() => referenceCondition(shape, 'i2v_head', [[floatTensor([2, 1, 2, 3])]], true)).toThrow(
      'Reference',
    )
  })
})
