import { expect, test } from 'vitest'
import { runParity } from '../../bench/parity/parity.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

const backbones = ['dino', 'clip', 'laion_head', 'umt', 'viclip', 'raft', 'musiq']

describeShared('backbones of VBench equal the recorded outputs of the upstream code', () => {
  test.each(backbones)('%s', { timeout: 120_000 }, async (name) => {
    const { outputs, passed } = await runParity(sharedPath(`fixtures/vbench/${name}`))
    expect(outputs.filter((output) => !output.passed)).toEqual([])
    expect(passed).toBe(true)
  })
})
