import { readFileSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BenchError } from '../../bench/errors.ts'
import type { Generator } from '../../bench/generators/contract.ts'

export const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/pipeline/${name}`, import.meta.url))

/** A real video of one second whose bytes the mark decides: it stands in a `free` box, which players skip. */
export function markedVideo(mark: string, base = 'clip.mp4'): Buffer {
  const text = Buffer.from(mark)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + text.length)
  head.write('free', 4)
  return Buffer.concat([readFileSync(fixture(base)), head, text])
}

export interface FakeGenerator extends Partial<Generator> {
  /** Prompt texts that it can't make. */
  readonly refuses?: readonly string[]
  readonly clipMs?: number
  /** Called with each item that it makes. */
  readonly onMake?: (itemId: string) => void
  readonly settings?: string
}

/** Renders one second of test pattern for any prompt. */
export function fakeGenerator({
  refuses = [],
  clipMs = 0,
  onMake,
  settings,
  ...rest
}: FakeGenerator = {}): Generator {
  return {
    id: 'fake',
    model: 'fake-model',
    notice: null,
    makesClips: true,
    maxSessions: 8,
    identity: async () => ({ settings: settings ?? 'plain' }),
    preflight: async () => [],
    open: async () => ({
      generate: async ({ clip, outputPath }) => {
        onMake?.(clip.id)
        await sleep(clipMs)
        if (refuses.includes(clip.prompt.text)) {
          throw new BenchError('VIDEO_UNREADABLE', {
            path: clip.fileName,
            found: 'the fake refuses this prompt',
          })
        }
        await writeFile(outputPath, markedVideo(`${clip.model}/${clip.prompt.text}/${clip.seed}`))
        return { path: outputPath, owned: true, stageSeconds: { generate: Math.random() } }
      },
      close: async () => undefined,
    }),
    ...rest,
  }
}

/** Plays the videos of a folder by their planned file names. */
export function fakeRecorded(folder: string, model = 'recorded-model'): Generator {
  return {
    id: 'fake-recorded',
    model,
    notice: null,
    makesClips: false,
    maxSessions: 1,
    identity: async () => ({ folder }),
    preflight: async () => [],
    open: async () => ({
      generate: async ({ clip }) => {
        const path = join(folder, clip.fileName)
        const there = await stat(path).catch(() => null)
        if (there === null) throw new BenchError('VIDEO_UNREADABLE', { path, found: 'no such file' })
        return { path, owned: false, stageSeconds: {} }
      },
      close: async () => undefined,
    }),
  }
}
