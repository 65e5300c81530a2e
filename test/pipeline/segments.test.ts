import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keepFirstSamples } from '../../bench/pipeline/kept-samples.ts'
import { type FrameRun, firstFramesOf, segmentsOf } from '../../bench/pipeline/segments.ts'
import type { VideoInfo } from '../../bench/records/clip.ts'
import type { PlannedClip } from '../../bench/records/plan.ts'
import type { Score } from '../../bench/records/score.ts'
import { scoreKey } from '../../bench/store/scores.ts'
import { scored } from '../../evaluators/scored.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { stillTemporalFlickering } from '../../evaluators/temporal-flickering.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { vbenchLong } from '../support/vbench-long-golden.ts'

const made = (frameCount: number, fps: number) => ({
  sha256: 'a'.repeat(64),
  video: { frameCount, fps, durationSeconds: frameCount / fps, width: 4, height: 4 } as VideoInfo,
})

const clipOf = () => fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 1, max: 120, noNaN: true }))
const secondsOf = () => fc.constantFrom(2, 10)

describe('segments of long clips', () => {
  test('are those that upstream cuts', () => {
    for (const { fps, frames, seconds, segments } of vbenchLong.cutting) {
      const cut = segmentsOf(made(frames, fps), seconds)
      const shown = cut.map(({ frames: runs, video }) => [...runs![0]!, video.fps])
      expect(shown, `${frames} frames at ${fps} fps in ${seconds} s`).toEqual(
        segments.map(([, first, count, rate]) => [first, count, rate]),
      )
    }
  })

  test('are as long as the longest of the prompt’s dimensions asks', () => {
    for (const { dimensions, seconds } of vbenchLong.durations) {
      expect(vbench.segmentSecondsOf(dimensions), dimensions.join()).toBe(seconds)
    }
  })

  test('cover every frame, in order, each of one length', () => {
    fc.assert(
      fc.property(clipOf(), secondsOf(), ([frames, fps], seconds) => {
        const length = Math.trunc(fps) * seconds
        const cut = segmentsOf(made(frames, fps), seconds)
        const runs = cut.map(({ frames: own }) => own![0]!)
        expect(runs[0]![0]).toBe(0)
        const [lastFirst, lastCount] = runs.at(-1)!
        expect(lastFirst + lastCount).toBe(frames)
        const isRight = ([first, count]: FrameRun, i: number) =>
          count === Math.min(length, frames) &&
          // only the last one may overlap
          (i < runs.length - 1 ? first === i * length : first > (i - 1) * length && first <= i * length)
        expect(runs.filter((one, i) => !isRight(one, i))).toEqual([])
      }),
    )
  })

  test('are clips of their own, told apart by their frames', () => {
    const clip = made(121, 24000 / 1001)
    const cut = segmentsOf(clip, 2)
    expect(cut.map(({ video }) => video)).toEqual(
      Array.from({ length: 3 }, () => ({ ...clip.video, frameCount: 46, fps: 23, durationSeconds: 2 })),
    )
    const names = [...cut, ...segmentsOf(clip, 10), firstFramesOf(clip, cut), clip].map(
      ({ sha256 }) => sha256,
    )
    expect(new Set(names).size).toBe(names.length)
    expect(segmentsOf({ ...clip, sha256: 'b' }, 2)[0]!.sha256).not.toBe(cut[0]!.sha256)
    expect(firstFramesOf(clip, cut)).toMatchObject({
      video: { frameCount: 3, fps: 23 },
      frames: [
        [0, 1],
        [46, 1],
        [75, 1],
      ],
    })
  })

  test('need a frame a second', () => {
    expect(() => segmentsOf(made(6, 0.9), 2)).toThrow(/0\.9/)
  })
})

test('five still segments of a prompt count, as upstream’s static filter takes them', () => {
  const dimension = 'temporal-flickering'
  const { clips, value, averages } = vbenchLong.flickering
  const { fuse } = fusionOf(stillTemporalFlickering.meta, { withinSegmentsOnly: false })
  const moving: Score = { status: 'excluded', problem: { code: 'CLIP_MOVES', message: 'm' } }
  const plan = clips.map(
    ({ prompt, file }) =>
      ({
        id: file,
        model: 'm',
        prompt: { id: prompt, text: prompt, dimensions: [dimension] },
        dimensions: [dimension],
        fileName: file,
      }) as unknown as PlannedClip,
  )
  const scores = new Map(
    clips.map(({ file, still, values }) => [
      scoreKey(file, dimension),
      fuse(values.map((one, i) => (still[i] ? scored(one, 1) : moving))),
    ]),
  )
  keepFirstSamples(plan, vbench.keptSamples, scores)
  const counted = plan.flatMap(({ id }) => {
    const score = scores.get(scoreKey(id, dimension))!
    return score.status === 'scored' ? [[id, score] as const] : []
  })
  expect(Object.fromEntries(counted.map(([id]) => [id, true]))).toEqual(
    Object.fromEntries(Object.keys(averages).map((id) => [id, true])),
  )
  for (const [id, score] of counted) {
    expect(Math.abs(score.value - averages[id]!)).toBeLessThan(1e-9)
    expect(score.weight).toBe(1)
  }
  const mean = counted.reduce((sum, [, score]) => sum + score.value, 0) / counted.length
  expect(Math.abs(mean - value)).toBeLessThan(1e-9)
})
