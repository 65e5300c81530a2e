import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toyboxFrames } from '../../../bench/generators/toybox/clip.ts'
import { parseToyboxPrompt } from '../../../bench/generators/toybox/grammar.ts'
import { renderToybox } from '../../../bench/generators/toybox/render.ts'
import { sceneOf } from '../../../bench/generators/toybox/scene.ts'
import { toyboxColors, toyboxShapes } from '../../../bench/records/toybox-vocabulary.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { decodeFrames } from '../../../bench/video/decode.ts'
import { encodeVideo } from '../../../bench/video/encode.ts'
import { shapeDetector } from '../../../evaluators/features/shape-detector.ts'
import { findShapes } from '../../../evaluators/features/shapes/find-shapes.ts'
import { describe as describeShape, shapeName } from '../../../evaluators/features/shapes/shape-name.ts'
import { drawn, featuresOf, withSession } from '../stream.ts'

const textures = ['plain', 'gradient', 'striped', 'checkered', 'dotted']
const motions = ['', 'moving left', 'bouncing', 'spinning', 'growing', 'shrinking']
const size = { width: 128, height: 128, frames: 16 }

/** Every shape in every colour, over backgrounds and motions in turn. */
const scenes = toyboxShapes.flatMap((shape, i) =>
  toyboxColors.map((color, j) => {
    const k = i * toyboxColors.length + j
    const others = toyboxColors.filter((other) => other !== color)
    const background = `${textures[k % textures.length]} ${others[(3 * i + j) % others.length]} background`
    const article = color === 'orange' ? 'an' : 'a'
    return {
      shape,
      color,
      seed: k,
      text: `${article} ${color} ${shape} ${motions[k % motions.length]} on a ${background}`,
    }
  }),
)

function frameOf(text: string, seed: number, index: number): RgbFrame {
  const data = renderToybox(sceneOf(parseToyboxPrompt(text), seed, size), index)
  return { index, width: size.width, height: size.height, data, timeSeconds: index / 8 }
}

describe('shapes and colours from pixels', () => {
  test('every shape in every colour is named, on every texture and in every motion', () => {
    for (const { shape, color, seed, text } of scenes) {
      for (const index of [0, 15]) {
        const found = findShapes(frameOf(text, seed, index))
        expect(
          found.map(({ name, color }) => [name, color]),
          text,
        ).toEqual([[shape, color]])
      }
    }
  })

  test('they are named behind H.264 too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-shapes-'))
    try {
      for (const { shape, color, seed, text } of scenes.filter((_, i) => i % 9 === 0)) {
        const file = join(folder, `${seed}.mp4`)
        const frames = [...toyboxFrames(text, seed, { ...size, frames: 4 })]
        await encodeVideo(file, frames, { width: size.width, height: size.height, fps: 8, crf: 28 })
        for await (const frame of decodeFrames(file)) {
          const [found] = findShapes(frame)
          expect(found, `${text}, frame ${frame.index}`).toMatchObject({ name: shape, color })
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test.each(['noise', 'flicker'] as const)('and under full %s', (kind) => {
    for (const { shape, color, seed, text } of scenes.filter((_, i) => i % 5 === 0)) {
      for (const frame of toyboxFrames(text, seed, { ...size, frames: 3 }, { kind, strength: 1 })) {
        expect(findShapes(frame)[0], text).toMatchObject({ name: shape, color })
      }
    }
  })

  test('several things are several detections, where they are', () => {
    const [circle, square] = findShapes(
      frameOf('a red circle on the left of a blue square on a gray background', 1, 0),
    ).toSorted((a, b) => a.box[0] - b.box[0])
    expect(circle).toMatchObject({ name: 'circle', color: 'red' })
    expect(square).toMatchObject({ name: 'square', color: 'blue' })
    expect(circle!.box[2]).toBeLessThanOrEqual(square!.box[0])
    const four = findShapes(
      frameOf('a red star, a blue ring, a green cross and a yellow hexagon on a black background', 2, 0),
    )
    expect(four.map(({ name }) => name).sort()).toEqual(['cross', 'hexagon', 'ring', 'star'])
  })

  test('things that touch are told apart by their colours', () => {
    const frames = drawn(128, 128, 1, (x, y) => {
      if (Math.hypot(x - 44, y - 64) < 20) return [220, 40, 40]
      if (x >= 64 && x < 100 && y >= 46 && y < 82) return [40, 60, 200]
      return [228, 228, 228]
    })
    const found = findShapes(frames[0]!).map(({ name, color }) => `${color} ${name}`)
    expect(found.sort()).toEqual(['blue square', 'red circle'])
  })

  test.each([0.4, 0.5, 0.6, 0.7, 0.8])('a ring with a hole of %d of its radius is a ring', (hole) => {
    const frames = drawn(128, 128, 1, (x, y) => {
      const radius = Math.hypot(x - 64, y - 64) / 30
      return radius <= 1 && radius >= hole ? [128, 40, 152] : [228, 228, 228]
    })
    expect(findShapes(frames[0]!)).toMatchObject([{ name: 'ring', color: 'purple' }])
  })

  test('an empty background holds nothing, whatever its texture', () => {
    for (const shading of [() => 0, (x: number) => 14 * Math.sin(x / 4)]) {
      const frames = drawn(128, 128, 1, (x) => [132 + shading(x), 132 + shading(x), 132 + shading(x)])
      expect(findShapes(frames[0]!)).toEqual([])
    }
  })

  test('a patch that is none of the shapes is left out', () => {
    const bar = drawn(128, 128, 1, (x, y) =>
      x > 10 && x < 118 && y > 60 && y < 68 ? [220, 40, 40] : [228, 228, 228],
    )
    expect(findShapes(bar[0]!)).toEqual([])
  })

  test('a shape is the same at any place, size and angle', () => {
    const square = (half: number, angle: number) => {
      const points: number[] = []
      for (let y = -40; y <= 40; y++) {
        for (let x = -40; x <= 40; x++) {
          const u = x * Math.cos(angle) + y * Math.sin(angle)
          const v = y * Math.cos(angle) - x * Math.sin(angle)
          if (Math.max(Math.abs(u), Math.abs(v)) <= half) points.push(x + 500, y - 3)
        }
      }
      return Float64Array.from(points)
    }
    const reference = describeShape(square(24, 0))
    for (const half of [10, 16, 24]) {
      for (const angle of [0.1, 0.4, 0.7]) {
        const points = square(half, angle)
        expect(shapeName(points)).toMatchObject({ name: 'square' })
        for (const [i, value] of describeShape(points).entries()) {
          expect(Math.abs(value - reference[i]!)).toBeLessThan(0.08)
        }
      }
    }
  })

  test('boxes are in pixels of a larger clip, and captions carry the first object’s name', async () => {
    const frames = drawn(512, 384, 2, (x, y) =>
      x >= 100 && x < 200 && y >= 80 && y < 180 ? [44, 164, 76] : [28, 28, 28],
    )
    const features = await withSession(shapeDetector, (session) => featuresOf(shapeDetector, session, frames))
    const detections = features['object-detector'].frames
    // sixteen frames are asked of a clip of two
    expect(detections).toHaveLength(16)
    const [found] = detections[0]!
    expect(found?.name).toBe('square')
    for (const [i, edge] of [100, 80, 200, 180].entries()) {
      expect(Math.abs(found!.box[i]! - edge)).toBeLessThanOrEqual(2)
    }
    expect(features['region-captioner'].frames[0]).toEqual([
      { caption: 'green square', objectName: 'square' },
    ])
  })
})
