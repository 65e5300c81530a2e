import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  frameAt,
  latestTogether,
  meetingRates,
  steppedTime,
  type Track,
  together,
} from '../../../bench/review/page/player/pairing.ts'

const track = (available: readonly number[], changes: Partial<Track> = {}): Track => ({
  fps: 24,
  frameCount: 100,
  available,
  ended: false,
  ...changes,
})

const frames = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 6 })
const rate = fc.constantFrom(8, 12, 16, 23.976, 24, 25, 29.97, 30, 60)

describe('pictures of two clips', () => {
  test('of one rate are drawn with equal indices only', () => {
    fc.assert(
      fc.property(frames, frames, rate, (a, b, fps) => {
        const moment = latestTogether([track(a, { fps }), track(b, { fps })])
        const common = a.filter((index) => b.includes(index))
        if (common.length === 0) expect(moment).toBeNull()
        else expect(moment?.frames).toEqual([Math.max(...common), Math.max(...common)])
      }),
    )
  })

  test('of different rates belong to one instant', () => {
    fc.assert(
      fc.property(frames, frames, rate, rate, (a, b, fpsA, fpsB) => {
        const tracks = [track(a, { fps: fpsA }), track(b, { fps: fpsB })]
        const moment = latestTogether(tracks)
        if (moment === null) return
        expect(moment.frames).toEqual(tracks.map((each) => frameAt(each, moment.timeSeconds)))
        // a clip's picture lasts 1 / fps: both are on at one time, give or take rounding
        const [startA, startB] = [moment.frames[0]! / fpsA, moment.frames[1]! / fpsB]
        const [endA, endB] = [startA + 1 / fpsA, startB + 1 / fpsB]
        const rounding = 0.011 / Math.min(fpsA, fpsB)
        if (moment.frames[0]! < 99 && moment.frames[1]! < 99) {
          expect(Math.max(startA, startB)).toBeLessThan(Math.min(endA, endB) + rounding)
        }
      }),
    )
  })

  test('the last picture of a clip that ended stays', () => {
    const short = track([4], { frameCount: 5, ended: true })
    expect(latestTogether([short, track([30, 31])])?.frames).toEqual([4, 31])
  })

  test('a clip whose last picture was never presented still lets the longer one go on', () => {
    const short = track([2, 3], { frameCount: 5, ended: true })
    expect(together([short, track([30])], 30 / 24)).toEqual([3, 30])
  })

  test('a time without both pictures gives none', () => {
    expect(together([track([1, 2]), track([3])], 2 / 24)).toBeNull()
  })
})

describe('a step', () => {
  test('moves clips of one rate by exactly one frame', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 98 }), fc.constantFrom(-1, 1), (fps, frame, by) => {
        const clips = [track([], { fps }), track([], { fps })]
        const time = steppedTime(clips, frame / fps, by)
        expect(frameAt(clips[0]!, time)).toBe(frame + by)
        // from the middle of the frame, too
        expect(frameAt(clips[0]!, steppedTime(clips, (frame + 0.5) / fps, by))).toBe(frame + by)
      }),
    )
  })

  test('counts in frames of the faster clip', () => {
    const clips = [track([], { fps: 8, frameCount: 16 }), track([], { fps: 24, frameCount: 48 })]
    let time = 0
    const seen: number[][] = []
    for (let step = 0; step < 6; step++) {
      time = steppedTime(clips, time, 1)
      seen.push(clips.map((clip) => frameAt(clip, time)))
    }
    expect(seen).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
      [1, 4],
      [1, 5],
      [2, 6],
    ])
  })

  test('stays within the clips', () => {
    const clips = [track([], { frameCount: 10 })]
    expect(frameAt(clips[0]!, steppedTime(clips, 0, -1))).toBe(0)
    expect(frameAt(clips[0]!, steppedTime(clips, 9 / 24, 1))).toBe(9)
    expect(steppedTime(clips, 9 / 24, 1)).toBeLessThan(10 / 24)
  })
})

describe('rates', () => {
  test('the clip in front is slowed, never below half; the last one keeps the speed', () => {
    expect(meetingRates([1, 1], 1)).toEqual([1, 1])
    expect(meetingRates([1.04, 1], 1)).toEqual([expect.closeTo(0.92), 1])
    expect(meetingRates([1, 9], 2)).toEqual([2, 1])
  })

  test('a clip that ended is out of it', () => {
    expect(meetingRates([null, 3], 1)).toEqual([1, 1])
  })
})
