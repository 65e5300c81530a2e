import { expect, test } from 'vitest'
import { extractFeatures, type Showing } from '../../bench/pipeline/extract-features.ts'
import { firstFramesOf, segmentsOf } from '../../bench/pipeline/segments.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import type { BackboneSession, RoleId } from '../../evaluators/contract.ts'
import { fixture } from '../support/fake-generator.ts'

/** Notes what it is shown, and stops the test when two of its streams are open at once. */
function noting() {
  let open: string | null = null
  const session: BackboneSession<RoleId> = {
    begin({ sha256 }) {
      expect(open).toBe(null)
      open = sha256
      const shown: { index: number; timeSeconds: number; first: number }[] = []
      return {
        push: ({ index, timeSeconds, data }) => {
          expect(open).toBe(sha256)
          shown.push({ index, timeSeconds, first: data.reduce((sum, byte) => (sum * 31 + byte) % 65_521, 0) })
        },
        finish: () => {
          open = null
          return shown as never
        },
      }
    },
    close: () => undefined,
  }
  return session
}

const path = fixture('six-seconds.mp4')
type Shown = { index: number; timeSeconds: number; first: number }[]

test('segments, one that overlaps, and first frames: each a clip of its own', async () => {
  const whole = await probeVideo(path)
  expect([whole.frameCount, whole.fps]).toEqual([48, 8])
  // 47 frames: the third segment takes 15 of the second's
  const made = { sha256: 'c', video: { ...whole, frameCount: 33 } }
  const segments = segmentsOf(made, 2)
  expect(segments.map(({ frames }) => frames![0])).toEqual([
    [0, 16],
    [16, 16],
    [17, 16],
  ])
  const [every, middle, firsts, all] = [noting(), noting(), noting(), noting()]
  const showings: Showing[] = [
    ...segments.flatMap((part): Showing[] => {
      const shared = { clip: part, source: part.frames }
      return [
        { ...shared, role: 'every', frames: { kind: 'all' }, session: every },
        { ...shared, role: 'middle', frames: { kind: 'middle', count: 4 }, session: middle },
      ]
    }),
    (() => {
      const part = firstFramesOf(made, segments)
      return { clip: part, source: part.frames, role: 'firsts', frames: { kind: 'all' }, session: firsts }
    })(),
    {
      clip: { sha256: 'whole', video: whole },
      source: null,
      role: 'all',
      frames: { kind: 'all' },
      session: all,
    },
  ]
  const outcomes = await extractFeatures(path, showings)
  const shown = outcomes.map((outcome) => ('value' in outcome ? (outcome.value as Shown) : []))
  const of = (role: string) => shown.filter((_, i) => showings[i]!.role === role)
  const picture = of('all')[0]!.map(({ first }) => first)
  expect(of('every').map((frames) => frames.map(({ index }) => index))).toEqual(
    segments.map(() => Array.from({ length: 16 }, (_, i) => i)),
  )
  expect(of('every').map((frames) => frames.map(({ first }) => first))).toEqual(
    [0, 16, 17].map((start) => picture.slice(start, start + 16)),
  )
  expect(of('every').map((frames) => frames[15]!.timeSeconds)).toEqual([1.875, 1.875, 1.875])
  expect(of('middle').map((frames) => frames.map(({ index }) => index))).toEqual(
    segments.map(() => [1, 5, 9, 13]),
  )
  expect(of('firsts')[0]!.map(({ index, first }) => [index, first])).toEqual([
    [0, picture[0]],
    [1, picture[16]],
    [2, picture[17]],
  ])
})

test('a segment that fails costs itself alone', async () => {
  const video = await probeVideo(path)
  const session = noting()
  const failing: BackboneSession<RoleId> = {
    ...session,
    begin(clip) {
      if (clip.sha256 === second!.sha256) throw new Error('no room')
      return session.begin(clip)
    },
  }
  const segments = segmentsOf({ sha256: 'c', video }, 2)
  const [, second] = segments
  const outcomes = await extractFeatures(
    path,
    segments.map((part) => ({
      clip: part,
      source: part.frames,
      role: 'a',
      frames: { kind: 'all' },
      session: failing,
    })),
  )
  expect(outcomes.map((outcome) => 'problem' in outcome)).toEqual([false, true, false])
})
