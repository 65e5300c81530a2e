import { describe, expect, test } from 'vitest'
import { costOf, vbenchVideos } from '../../bench/profile/cost.ts'
import { trainingComparison, trainingCost } from '../../bench/profile/training-cost.ts'

describe('cost of videos', () => {
  test('GPU-hours count every GPU, seconds do not', () => {
    expect(costOf({ secondsPerVideo: 276, gpus: 8, usdPerGpuHour: 2, videos: 1 })).toEqual({
      videos: 1,
      seconds: 276,
      gpuHours: (276 * 8) / 3600,
      usd: (276 * 8 * 2) / 3600,
    })
  })

  test('a full VBench run at 768px on one H100', () => {
    expect(vbenchVideos).toBe((944 - 75) * 5 + 75 * 25)
    const cost = costOf({ secondsPerVideo: 1656, gpus: 1, usdPerGpuHour: 2, videos: vbenchVideos })
    expect(cost.gpuHours).toBeCloseTo(2861.2, 1)
    expect(cost.usd).toBeCloseTo(5722.4, 1)
  })

  test.each([
    { secondsPerVideo: 0 },
    { secondsPerVideo: Number.NaN },
    { gpus: 0 },
    { gpus: 1.5 },
    { videos: -1 },
    { usdPerGpuHour: Number.POSITIVE_INFINITY },
  ])('%j is refused', (wrong) => {
    const inputs = { secondsPerVideo: 60, gpus: 1, usdPerGpuHour: 2, videos: 1, ...wrong }
    expect(() => costOf(inputs)).toThrow('positive numbers')
  })
})

describe('cost of training', () => {
  const thousands = (usd: number) => Math.round(usd / 100) / 10

  test('the stages cost what the report prints, and their rounded costs sum to its total', () => {
    const { stages, gpuDays, gpuHours, usd } = trainingCost()
    const printed = stages.map((stage) => thousands(stage.usd))
    expect(printed).toEqual([107.5, 18.4, 73.7])
    expect(printed.reduce((sum, value) => sum + value)).toBeCloseTo(199.6, 9)
    expect([gpuDays, gpuHours, usd]).toEqual([4160, 99_840, 199_680])
  })

  test('the comparison agrees with the price, and the other models cost 5 and 12.5 times as much', () => {
    for (const { gpuHours, usd } of trainingComparison) expect(usd / gpuHours).toBe(2)
    const own = trainingComparison.at(-1)!
    expect(own.usd).toBeCloseTo(trainingCost().usd, -3)
    expect(trainingComparison.map(({ usd }) => usd / own.usd)).toEqual([12.5, 5, 1])
  })
})
