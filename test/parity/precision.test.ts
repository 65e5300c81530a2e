import { expect, test } from 'vitest'
import { runParity } from '../../bench/parity/parity.ts'
import { describeShared } from '../support/shared.ts'
import { keepCases, withCopy } from './recorded-copy.ts'

/**
 * Networks computed in float16 stay near the recorded float32 outputs: errors are those of 11 significant bits, and
 * nothing overflows. The bounds are of the largest error over the largest magnitude.
 */
describeShared('networks in float16', () => {
  test.each([
    ['t5', 1e-2],
    ['clip', 1e-2],
    ['mmdit-v2', 2e-2],
    ['mmdit-flux', 2e-2],
    ['hunyuan-vae', 2e-2],
    ['dc-ae', 2e-2],
    ['autoencoder-2d', 2e-2],
  ] as const)('%s', { timeout: 120_000 }, (name, bound) =>
    withCopy(name, async (folder) => {
      await keepCases(folder, ['encode_video', 'decode_video'])
      const { outputs } = await runParity(folder, { graph: { precision: 'float16' } })
      for (const { output, maxRelativeError } of outputs) {
        expect(maxRelativeError, output).toBeLessThan(bound)
      }
      expect(outputs.some(({ maxRelativeError }) => maxRelativeError > 1e-5)).toBe(true)
    }),
  )
})
