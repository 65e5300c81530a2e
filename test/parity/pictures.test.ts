import { expect, test } from 'vitest'
import { runParity } from '../../bench/parity/parity.ts'
import { visionFixture } from '../support/dreamsim-files.ts'

// small enough to be part of the project, so that these need no golden data beside it
test.each(['dinov2', 'dreamsim'])('%s equals the recorded outputs of the upstream code', async (name) => {
  const { outputs, passed } = await runParity(visionFixture(name))
  expect(outputs.filter((output) => !output.passed)).toEqual([])
  expect(outputs).toHaveLength(2)
  expect(passed).toBe(true)
})
