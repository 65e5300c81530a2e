import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GeneratorSession } from '../../../bench/generators/contract.ts'
import { generators } from '../../../bench/generators/table.ts'
import { decodeFrames } from '../../../bench/video/decode.ts'
import { probeVideo } from '../../../bench/video/probe.ts'
import { plannedClip } from '../clips.ts'

const program = fileURLToPath(new URL('../../../examples/process-worker.mjs', import.meta.url))

let folder = ''
let session: GeneratorSession
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-example-'))
  const { create, options } = generators.process
  const settings = options.parse({
    mode: 'worker',
    command: [process.execPath, program],
    width: 90,
    height: 70,
    frames: 5,
    fps: 12.5,
  })
  const [generator] = create(settings, { baseDir: folder })
  expect(await generator!.preflight([])).toEqual([])
  session = await generator!.open()
})
afterAll(async () => {
  await session.close()
  rmSync(folder, { recursive: true })
})

async function make(name: string, seed: number) {
  const clip = plannedClip('a disc', 0, { seed })
  return session.generate({ clip, outputPath: join(folder, name), signal: new AbortController().signal })
}

describe('the reference worker', () => {
  test('makes videos of the size, length and rate that were asked for', async () => {
    const outcome = await make('a.mp4', 20)
    expect(Object.keys(outcome.stageSeconds)).toEqual(['sample', 'encode'])
    const expected = {
      width: 90,
      height: 70,
      frameCount: 5,
      fps: 12.5,
      codec: 'h264',
      pixelFormat: 'yuv420p',
    }
    expect(await probeVideo(outcome.path)).toMatchObject(expected)
  })

  test('draws a disc on gray that moves to the right', async () => {
    const { path } = await make('b.mp4', 20)
    const edges: number[] = []
    for await (const { data, width, height } of decodeFrames(path)) {
      const row = Array.from({ length: width }, (_, x) => [
        ...data.slice((height / 2) * width * 3 + x * 3).slice(0, 3),
      ])
      const isDisc = row.map((levels) => Math.max(...levels) - Math.min(...levels) > 40)
      expect(
        row
          .filter((_, x) => !isDisc[x])
          .every((levels) => levels.every((level) => Math.abs(level - 128) < 40)),
      ).toBe(true)
      edges.push(isDisc.lastIndexOf(true))
    }
    expect(edges).toHaveLength(5)
    for (const [i, edge] of edges.slice(1).entries())
      expect(Math.abs(edge - edges[i]! - 3)).toBeLessThanOrEqual(1)
  })

  test('makes the same file for the same seed and another one for another', async () => {
    const [a, b, c] = [await make('c.mp4', 1), await make('d.mp4', 1), await make('e.mp4', 2)].map(
      ({ path }) => readFileSync(path),
    )
    expect(a!.equals(b!)).toBe(true)
    expect(a!.equals(c!)).toBe(false)
  })
})
