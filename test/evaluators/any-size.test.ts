import { describe, expect, test } from 'vitest'
import type { AnyBackbone, Backbone, RoleId } from '../../evaluators/contract.ts'
import { backbonesOf, profiles } from '../../evaluators/profiles.ts'
import { drawn, featuresOf, withSession } from './stream.ts'

const sizes = [
  [1, 1],
  [2, 3],
  [17, 1],
  [33, 31],
  [40, 300],
] as const

const classical = [...new Set(profiles.flatMap((profile) => backbonesOf(profile)))].filter(
  (backbone) => backbone.weights.length === 0,
)

describe.each(classical.map((backbone) => ({ id: backbone.id, backbone })))('$id', ({ backbone }) => {
  test.each(sizes)('takes a clip of %d × %d, or says that it is too small', async (width, height) => {
    const frames = drawn(width, height, 5, (x, y, frame) => [(9 * x + 5 * frame) % 256, (7 * y) % 256, 90])
    const outcome = await run(backbone, frames)
    if ('problem' in outcome) expect(outcome.problem).toMatchObject({ code: 'CLIP_TOO_SMALL' })
    else for (const value of numbersOf(outcome.features)) expect(Number.isFinite(value)).toBe(true)
  })

  test('gives the same feature again, whatever came between', async () => {
    const frames = drawn(64, 48, 5, (x, y, frame) => [(3 * x + 5 * frame) % 256, (2 * y) % 256, 90])
    const other = drawn(50, 70, 4, (x, y) => [x % 256, y % 256, 10])
    await withSession(backbone as unknown as Backbone<RoleId>, async (session) => {
      const features = () => featuresOf(backbone as unknown as Backbone<RoleId>, session, frames)
      const first = await features()
      await featuresOf(backbone as unknown as Backbone<RoleId>, session, other)
      // a clip that breaks off half-way
      await session.begin({ sha256: '', video: { ...videoOf(64, 48) } }).push(frames[0]!)
      expect(await features()).toEqual(first)
    })
  })
})

async function run(backbone: AnyBackbone, frames: ReturnType<typeof drawn>) {
  try {
    const any = backbone as unknown as Backbone<RoleId>
    return { features: await withSession(any, (session) => featuresOf(any, session, frames)) }
  } catch (error) {
    return { problem: (error as { problem?: unknown }).problem ?? error }
  }
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (value instanceof Float32Array) return [...value]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersOf)
  return []
}

const videoOf = (width: number, height: number) => ({
  width,
  height,
  frameCount: 5,
  fps: 8,
  durationSeconds: 0.625,
  codec: 'h264',
  pixelFormat: 'yuv420p',
  rotationDegrees: 0,
  variableFrameRate: false,
})
