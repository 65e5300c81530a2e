import { describe, expect, test } from 'vitest'
import { runParity } from '../../bench/parity/parity.ts'
import { compare, ruleFor } from '../../bench/parity/tolerance.ts'
import { floatTensor, tensor } from '../../bench/tensor/tensor.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

describeShared('sampling and pipelines equal the recorded outputs of the upstream code', () => {
  test.each(['sampler', 'torch-rng', 'preprocess', 'denoise', 'pipeline'])(
    '%s',
    { timeout: 120_000 },
    async (name) => {
      const { outputs, passed } = await runParity(sharedPath(`fixtures/open-sora/${name}`))
      expect(outputs.filter((output) => !output.passed)).toEqual([])
      expect(passed).toBe(true)
    },
  )

  test('pictures are prepared to the byte', async () => {
    const { outputs } = await runParity(sharedPath('fixtures/open-sora/preprocess'))
    const pictures = outputs.filter((output) => output.case.startsWith('image'))
    expect(pictures.map(({ maxAbsoluteError }) => maxAbsoluteError)).toEqual([0, 0, 0])
  })
})

describe('rules of comparison', () => {
  test('an element type that a folder names has its own bounds', () => {
    expect(ruleFor({ float32: { atol: 1e-6 } }, 'float32')).toEqual({
      kind: 'elementwise',
      atol: 1e-6,
      rtol: 0,
    })
    expect(ruleFor({ tol_pass: 2e-5 }, 'float32')).toEqual({ kind: 'relative', bound: 2e-5 })
    expect(ruleFor({ tol_pass: 2e-5 }, 'int64')).toEqual({ kind: 'relative', bound: 0 })
    expect(ruleFor({ metric: 'as stated' }, 'float32')).toBeNull()
  })

  test('bytes may be one level off, in one of two hundred', () => {
    const recorded = tensor('uint8', [1000], new Uint8Array(1000))
    const off = (count: number, by: number) =>
      tensor('uint8', [1000], new Uint8Array(1000).fill(by, 0, count))
    const rule = ruleFor({}, 'uint8')!
    expect(compare(off(5, 1), recorded, rule).passed).toBe(true)
    expect(compare(off(6, 1), recorded, rule).passed).toBe(false)
    expect(compare(off(1, 2), recorded, rule).passed).toBe(false)
  })

  test('an output that is absent, of another shape or not a number never passes', () => {
    const recorded = floatTensor([2], [1, 2])
    const rule = ruleFor({ tol_pass: 1 }, 'float32')!
    for (const got of [undefined, floatTensor([1], [1]), floatTensor([2], [1, Number.NaN])]) {
      expect(compare(got, recorded, rule)).toMatchObject({
        passed: false,
        maxAbsoluteError: Number.POSITIVE_INFINITY,
      })
    }
  })
})
