import { beforeAll, describe, expect, test } from 'vitest'
import { type HardwareId, hardwareTable } from '../../bench/profile/hardware.ts'
import { neededPasses, upstreamPasses } from '../../bench/profile/predictions.ts'
import {
  type EfficiencyFit,
  fitEfficiency,
  project,
  projectedSpeedup,
  residual,
} from '../../bench/profile/projection.ts'
import {
  fittedTimes,
  heldOutTimes,
  type PublishedTime,
  publishedSpeedup,
} from '../../bench/profile/published-times.ts'
import { profileVariants } from '../../bench/profile/variants.ts'
import { countWorkload, type WorkloadCount } from '../../bench/profile/workload-flops.ts'
import { projectedTimeSchema } from '../../bench/records/profile.ts'

describe('projection of the published times', () => {
  const counts = new Map<PublishedTime, WorkloadCount>()
  let fit: EfficiencyFit

  beforeAll(async () => {
    for (const time of [...fittedTimes, ...heldOutTimes]) {
      counts.set(time, await countWorkload(profileVariants[time.variant], time.workload))
    }
    fit = fitEfficiency(
      'h100-sxm',
      fittedTimes.map((time) => ({ count: counts.get(time)!, seconds: time.seconds })),
    )
  })

  const projected = (time: PublishedTime, hardware: HardwareId) =>
    project(counts.get(time)!, { hardware, gpus: time.gpus }, fit)

  test('one efficiency explains 256px and 768px on one H100 within 15 %', () => {
    expect(fit.efficiency).toBeGreaterThan(0.4)
    expect(fit.efficiency).toBeLessThan(0.5)
    for (const time of fittedTimes) {
      expect(Math.abs(residual(time.seconds, projected(time, 'h100-sxm')).relative)).toBeLessThan(0.15)
    }
  })

  test('it predicts the times it has not seen within 15 %', () => {
    for (const time of heldOutTimes) {
      // only the H800's link speed has a source
      const { relative } = residual(time.seconds, projected(time, time.gpus > 1 ? 'h800-sxm' : 'h100-sxm'))
      expect(Math.abs(relative), `${time.variant} on ${time.gpus}: ${relative}`).toBeLessThan(0.15)
    }
  })

  test('the speed-up at 768px has the published one in its interval', () => {
    const slow = projected(fittedTimes[1]!, 'h100-sxm')
    const fast = projected(heldOutTimes.find(({ variant }) => variant === '4x32x32')!, 'h100-sxm')
    const { factor, interval, kind } = projectedSpeedup(slow, fast)
    expect(kind).toBe('projected')
    expect(factor).toBeGreaterThan(8)
    expect(factor).toBeLessThan(14)
    expect(interval[0]).toBeLessThan(publishedSpeedup)
    expect(interval[1]).toBeGreaterThan(publishedSpeedup)
  })

  test('a projection is a record that says so', () => {
    const time = projected(fittedTimes[1]!, 'h100-sxm')
    expect(projectedTimeSchema.parse(structuredClone(time))).toEqual(time)
    expect(time).toMatchObject({ kind: 'projected', hardware: 'H100 SXM5', fittedOn: 'H100 SXM5', gpus: 1 })
    expect(time.stages.map(({ stage }) => stage)).toEqual(['text', 'denoise', 'decode'])
    const total = time.stages.reduce((sum, { seconds }) => sum + seconds, 0)
    expect(total + time.exchangeSeconds!).toBeCloseTo(time.seconds, 6)
    expect(time.interval[0]).toBeLessThan(time.seconds)
    expect(time.interval[1]).toBeGreaterThan(time.seconds)
  })

  test('several GPUs without a known link speed leave the exchange out, and say so', () => {
    const count = counts.get(fittedTimes[1]!)!
    expect(project(count, { hardware: 'h200-sxm', gpus: 8 }, fit).exchangeSeconds).toBeNull()
    expect(project(count, { hardware: 'h200-sxm', gpus: 1 }, fit).exchangeSeconds).toBe(0)
    expect(() => project(count, { hardware: 'h200-sxm', gpus: 0 }, fit)).toThrow('1 or more')
  })

  test('slower hardware takes longer', () => {
    const count = counts.get(fittedTimes[0]!)!
    const seconds = (hardware: HardwareId) => project(count, { hardware, gpus: 1 }, fit).seconds
    expect(seconds('a100-sxm-80gb') / seconds('h100-sxm')).toBeCloseTo(989.4 / 312, 2)
    expect(seconds('rtx-4090')).toBeGreaterThan(seconds('a100-sxm-80gb'))
  })
})

describe('roofline', () => {
  const nothing = { flops: 0, values: 0 }
  const { flopsPerSecond, bytesPerSecond } = hardwareTable['h100-sxm']
  const count = (denoise: { flops: number; values: number }) =>
    ({ stages: { text: nothing, denoise, decode: nothing }, ringValues: 0 }) as WorkloadCount
  const half: EfficiencyFit = { hardware: 'h100-sxm', efficiency: 0.5, low: 0.4, high: 0.8, observations: 2 }
  const one = { hardware: 'h100-sxm', gpus: 1 } as const

  test('a stage is bound by arithmetic or by memory', () => {
    const arithmetic = project(count({ flops: flopsPerSecond, values: 1 }), one, half)
    expect(arithmetic.seconds).toBeCloseTo(2, 9)
    expect(arithmetic.interval[0]).toBeCloseTo(1.25, 9)
    expect(arithmetic.interval[1]).toBeCloseTo(2.5, 9)
    expect(arithmetic.stages[1]!.bound).toBe('compute')
    const memory = project(count({ flops: 1, values: bytesPerSecond / 2 }), one, half)
    expect(memory.seconds).toBeCloseTo(2, 9)
    expect(memory.stages[1]!.bound).toBe('bandwidth')
  })

  test('the fitted efficiency is the geometric mean, with the extremes', () => {
    const observe = (seconds: number) => ({ count: count({ flops: flopsPerSecond, values: 0 }), seconds })
    expect(fitEfficiency('h100-sxm', [observe(2), observe(8)])).toMatchObject({ low: 0.125, high: 0.5 })
    expect(fitEfficiency('h100-sxm', [observe(2), observe(8)]).efficiency).toBeCloseTo(0.25, 12)
    expect(() => fitEfficiency('h100-sxm', [observe(2)])).toThrow('at least 2')
  })
})

describe('passes of the sampler', () => {
  // Open-Sora, configs/diffusion/inference/256px.py
  const guidance = {
    text: 7.5,
    image: 3,
    textOscillation: true,
    imageOscillation: true,
    temporalScaling: true,
  }
  const sampling = { steps: 50, guidance, latentFrames: 33 }

  test('upstream computes three branches at every step', () => {
    expect(upstreamPasses(50)).toEqual({ batch: 3, passes: 50 })
  })

  test('without what is not needed, 80 predictions from text and 110 from a picture', () => {
    // 10 steady steps, then 20 with guidance and 20 without
    expect(neededPasses({ ...sampling, hasReference: false })).toEqual({ batch: 1, passes: 30 * 2 + 20 })
    expect(neededPasses({ ...sampling, hasReference: true })).toEqual({ batch: 1, passes: 30 * 3 + 20 })
  })
})
