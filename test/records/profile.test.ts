import { expect, test } from 'vitest'
import { profileTimeSchema } from '../../bench/records/profile.ts'

const measured = {
  kind: 'measured',
  seconds: 2,
  interval: [1.9, 2.1],
  repetitions: 5,
  syntheticWeights: true,
  spread: {
    samples: [2.1, 1.9, 2, 2, 1.95],
    quartiles: [1.95, 2],
    p95: 2.1,
    outliers: { mild: 0, severe: 0 },
    level: 0.9375,
    stopped: 'tight',
  },
}
const composed = {
  kind: 'composed',
  seconds: 38,
  interval: [36, 40],
  parts: [{ name: 'double block', count: 19, time: measured }],
}
const projected = {
  kind: 'projected',
  seconds: 60,
  interval: [58, 62],
  stages: [{ stage: 'denoise', seconds: 60, bound: 'compute' }],
  exchangeSeconds: 0,
  hardware: 'H100 SXM5',
  gpus: 1,
  efficiency: 0.45,
  fittedOn: 'H100 SXM5',
}

test('measured, composed and projected times are told apart', () => {
  for (const time of [measured, composed, projected]) expect(profileTimeSchema.parse(time)).toEqual(time)
})

test('a time cannot pass for another kind', () => {
  expect(profileTimeSchema.safeParse({ ...projected, kind: 'measured' }).success).toBe(false)
  expect(profileTimeSchema.safeParse({ ...measured, kind: 'composed' }).success).toBe(false)
  expect(
    profileTimeSchema.safeParse({ ...composed, parts: [{ ...composed.parts[0], time: projected }] }).success,
  ).toBe(false)
})

test('missing is not zero, and an interval has its ends in order', () => {
  expect(profileTimeSchema.safeParse({ ...measured, seconds: 0 }).success).toBe(false)
  expect(profileTimeSchema.safeParse({ ...measured, seconds: Number.NaN }).success).toBe(false)
  expect(profileTimeSchema.safeParse({ ...measured, interval: [2.1, 1.9] }).success).toBe(false)
})
