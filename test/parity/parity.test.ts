import { expect, test } from 'vitest'
import { runParity } from '../../bench/parity/parity.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

describeShared('our networks equal the recorded outputs of the upstream code', () => {
  test.each(['t5', 'clip', 'mmdit-v2', 'mmdit-dcae', 'mmdit-flux', 'autoencoder-2d', 'hunyuan-vae', 'dc-ae'])(
    '%s',
    async (name) => {
      const { outputs, passed } = await runParity(sharedPath(`fixtures/open-sora/${name}`))
      expect(outputs.filter((output) => !output.passed)).toEqual([])
      expect(passed).toBe(true)
    },
  )
})
