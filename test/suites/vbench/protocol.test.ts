import { expect, test } from 'vitest'
import { protocolOf } from '../../../suites/vbench/protocol.ts'

test('clips below 5 s are VBench, from 5 s on VBench-Long', () => {
  expect(protocolOf(0)).toBe('vbench')
  expect(protocolOf(4.999)).toBe('vbench')
  expect(protocolOf(5)).toBe('vbench-long')
  expect(protocolOf(5.375)).toBe('vbench-long')
})
