import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { VideoInfo } from '../../bench/records/clip.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import { cameraMotion } from '../../evaluators/camera-motion.ts'
import { cameraMoves } from '../../evaluators/camera-moves.ts'
import { i2vBackground } from '../../evaluators/i2v-background.ts'
import { i2vSubject } from '../../evaluators/i2v-subject.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/evaluators/${name}`, import.meta.url), 'utf8'))

interface Likeness {
  readonly clips: readonly {
    readonly image: readonly number[]
    readonly frames: readonly (readonly number[])[]
    readonly subject: number
    readonly background: number
  }[]
}
interface Camera {
  readonly full: readonly {
    readonly width: number
    readonly height: number
    readonly prompt: string
    readonly tracks: readonly number[]
    readonly score: number
    readonly wanted: string
    readonly found: readonly string[]
  }[]
  readonly start: readonly [number, number]
  readonly edges: readonly ({
    readonly width: number
    readonly height: number
    readonly found: readonly string[]
  } & Readonly<Record<'top' | 'down' | 'left' | 'right', readonly [number, number]>>)[]
}

/** Outputs of upstream's own functions on made-up embeddings and tracks. */
const likeness = read('image-consistency.json') as Likeness
const camera = read('camera-motion.json') as Camera

const video: VideoInfo = {
  ...{ width: 256, height: 256, frameCount: 3, fps: 8, durationSeconds: 0.375 },
  ...{ codec: 'h264', pixelFormat: 'yuv420p', rotationDegrees: 0, variableFrameRate: false },
}
const clipOf = (size: { width: number; height: number }, frameCount = 3) => ({
  sha256: 'a',
  video: { ...video, width: size.width, height: size.height, frameCount },
})
const promptOf = (text: string): Prompt => ({ id: '0000', text, dimensions: ['camera-motion'] })

describe('likeness to the picture', () => {
  const inputs = likeness.clips.map((clip) => ({
    ...clip,
    clip: clipOf({ width: 256, height: 256 }),
    prompt: promptOf('x'),
    image: Float32Array.from(clip.image),
    feature: { embeddings: clip.frames.map((frame) => Float32Array.from(frame)) },
  }))

  test.each(inputs)("of clip %# is upstream's to 1e-6", (input) => {
    for (const [evaluator, expected] of [
      [i2vSubject, input.subject],
      [i2vBackground, input.background],
    ] as const) {
      const score = evaluator.score(input)
      expect(score).toMatchObject({ status: 'scored', weight: 1 })
      if (score.status === 'scored') expect(Math.abs(score.value - expected)).toBeLessThan(1e-6)
    }
  })

  test('needs two frames and a picture', () => {
    const [input] = inputs
    const one = { ...input!, feature: { embeddings: input!.feature.embeddings.slice(0, 1) } }
    expect(i2vSubject.score(one)).toMatchObject({ status: 'unscored', problem: { code: 'CLIP_TOO_SHORT' } })
    const { image: _, ...without } = input!
    expect(i2vSubject.score(without)).toMatchObject({ problem: { code: 'IMAGES_NOT_GIVEN' } })
  })
})

describe('camera motion', () => {
  test.each(camera.full)("of $prompt is upstream's", (row) => {
    const feature = { tracks: Float32Array.from(row.tracks), frames: 3, points: 100 }
    const score = cameraMotion.score({ clip: clipOf(row), prompt: promptOf(row.prompt), feature })
    const found = row.found.filter((move) => move !== 'None')
    expect(score).toMatchObject({ status: 'scored', value: row.score, weight: 1 })
    const details = score.status === 'scored' ? (score.details ?? {}) : {}
    expect(details).toMatchObject({ wanted: row.wanted })
    expect((details.found as string[]).toSorted()).toEqual(found)
  })

  test("looks at four points, in upstream's way at the edge of every threshold", () => {
    const places = { top: 5, down: 95, left: 50, right: 59 } as const
    const kinds = new Set<string>()
    for (const row of camera.edges) {
      const first = Array.from({ length: 100 }, () => camera.start).flat()
      const last = [...first]
      for (const [name, point] of Object.entries(places)) {
        last.splice(point * 2, 2, ...row[name as keyof typeof places])
      }
      const feature = { tracks: Float32Array.from([...first, ...last]), frames: 2, points: 100 }
      const found = cameraMoves(feature, Math.min(row.width, row.height))
      expect([...found].sort(), JSON.stringify(row)).toEqual(row.found.filter((move) => move !== 'None'))
      for (const move of row.found) kinds.add(move)
    }
    // the rows show every answer, and that none is one as well
    expect(kinds.size).toBe(8)
  })

  test('a prompt without a move is unscored, and so is a clip of one frame', () => {
    const feature = { tracks: new Float32Array(200), frames: 1, points: 100 }
    const size = { width: 256, height: 256 }
    const still = promptOf('x, camera static')
    expect(cameraMotion.score({ clip: clipOf(size, 1), prompt: still, feature })).toMatchObject({
      problem: { code: 'CLIP_TOO_SHORT' },
    })
    expect(cameraMotion.score({ clip: clipOf(size), prompt: promptOf('a cat'), feature })).toMatchObject({
      status: 'unscored',
      problem: { code: 'CAMERA_MOVE_ABSENT' },
    })
  })
})
