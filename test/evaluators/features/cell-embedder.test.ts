import { describe, expect, test } from 'vitest'
import { toyboxFrames } from '../../../bench/generators/toybox/clip.ts'
import { backgroundConsistency } from '../../../evaluators/background-consistency.ts'
import { cellEmbedder } from '../../../evaluators/features/cell-embedder.ts'
import { poolGrid } from '../../../evaluators/features/pooling.ts'
import { subjectConsistency } from '../../../evaluators/subject-consistency.ts'
import { clipView, prompt } from '../fixtures.ts'
import { drawn, featuresOf, withSession } from '../stream.ts'

type Color = readonly [number, number, number]
const red: Color = [220, 44, 40]
const yellow: Color = [228, 212, 44]
const white: Color = [228, 228, 228]
const blue: Color = [28, 60, 196]

/** A square on a background; both may change from frame to frame. */
const scene = (subject: (frame: number) => Color, background: (frame: number) => Color, step = 0) =>
  drawn(128, 128, 6, (x, y, frame) =>
    Math.max(Math.abs(x - 40 - step * frame), Math.abs(y - 64)) < 18 ? subject(frame) : background(frame),
  )

async function scores(frames: ReturnType<typeof drawn>): Promise<{ subject: number; background: number }> {
  const features = await withSession(cellEmbedder, (session) => featuresOf(cellEmbedder, session, frames))
  const about = { clip: clipView(), prompt: prompt('') }
  const subject = subjectConsistency.score({ ...about, feature: features['subject-embedder'] })
  const background = backgroundConsistency.score({ ...about, feature: features['background-embedder'] })
  if (subject.status !== 'scored' || background.status !== 'scored') throw new Error('expected scores')
  return { subject: subject.value, background: background.value }
}

describe('colour and edge histograms', () => {
  test('a scene that stays the same scores 1', async () => {
    const same = await scores(
      scene(
        () => red,
        () => white,
      ),
    )
    expect(same.subject).toBeCloseTo(1, 6)
    expect(same.background).toBeCloseTo(1, 6)
  })

  test('a subject that travels stays itself', async () => {
    const moving = await scores(
      scene(
        () => red,
        () => white,
        8,
      ),
    )
    expect(moving.subject).toBeGreaterThan(0.98)
    expect(moving.background).toBeGreaterThan(0.99)
  })

  test('a subject that changes colour loses subject consistency, the background keeps its own', async () => {
    const changing = await scores(
      scene(
        (frame) => (frame % 2 ? red : yellow),
        () => white,
      ),
    )
    expect(changing.subject).toBeLessThan(0.9)
    expect(changing.background).toBeGreaterThan(0.99)
  })

  test('a background that changes loses background consistency', async () => {
    const changing = await scores(
      scene(
        () => red,
        (frame) => (frame % 2 ? white : blue),
      ),
    )
    expect(changing.background).toBeLessThan(0.9)
  })

  test('flicker of the toybox world costs less than a hundredth', async () => {
    const size = { width: 128, height: 128, frames: 6 }
    const text = 'a red circle on a striped green background'
    const steady = await scores([...toyboxFrames(text, 5, size)])
    const flickering = await scores([...toyboxFrames(text, 5, size, { kind: 'flicker', strength: 1 })])
    expect(steady.subject - flickering.subject).toBeLessThan(0.01)
    expect(steady.background - flickering.background).toBeLessThan(0.01)
  })

  test('a clip of one pixel has an embedding', async () => {
    expect(await scores(drawn(1, 1, 2, () => red))).toEqual({
      subject: expect.closeTo(1, 6),
      background: expect.closeTo(1, 6),
    })
  })
})

describe('pooling of a grid', () => {
  test('the subject is what stands out, the background what doesn’t', () => {
    const grid = new Float32Array([1, 0, 1, 0, 1, 0, 0, 1])
    const { subject, background } = poolGrid(grid, 2)
    expect([...subject]).toEqual([0, 1])
    expect([...background]).toEqual([1, 0])
  })

  test('where nothing stands out both are the mean', () => {
    const grid = new Float32Array([3, 4, 3, 4])
    expect(poolGrid(grid, 2)).toEqual({
      subject: new Float32Array([3, 4]),
      background: new Float32Array([3, 4]),
    })
  })
})
