import { BenchError } from '../../errors.ts'
import type { PlannedClip } from '../../records/plan.ts'
import type { GenerateOutcome, GenerateRequest, Generator, GeneratorProblem } from '../contract.ts'
import { toyboxFps, toyboxFrames } from './clip.ts'
import { parseToyboxPrompt } from './grammar.ts'
import type { ToyboxOptions } from './options.ts'

/** Raised whenever the same prompt and seed may give other pixels. */
const version = 1

/** x264's constant rate factor that it calls visually lossless "or nearly so" (FFmpeg wiki, H.264 encoding guide). */
const crf = 17

/** Shown wherever the model's name is. */
export const toyboxNotice = 'procedural reference, not a model'

/** The toybox world as a generator: draws every prompt of its grammar exactly, or spoilt as the options say. */
export function createToybox(options: ToyboxOptions): readonly Generator[] {
  const { model, size, frames, degrade } = options
  return [
    {
      id: 'toybox',
      model,
      notice:
        degrade === undefined
          ? toyboxNotice
          : `${toyboxNotice}; spoilt on purpose: ${degrade.kind} ${degrade.strength}`,
      makesClips: true,
      maxSessions: 64,
      identity: async () => ({
        generator: 'toybox',
        version,
        size,
        frames,
        fps: toyboxFps,
        crf,
        degrade: degrade ?? null,
      }),
      preflight: async (clips) => clips.flatMap(promptProblem),
      open: async () => ({ generate: (request) => generate(request, options), close: async () => {} }),
    },
  ]
}

function promptProblem(clip: PlannedClip): GeneratorProblem[] {
  try {
    parseToyboxPrompt(clip.prompt.text)
    return []
  } catch (thrown) {
    if (thrown instanceof BenchError) return [{ itemId: clip.id, problem: thrown.problem, level: 'error' }]
    throw thrown
  }
}

async function generate(
  { clip, outputPath, signal }: GenerateRequest,
  { size, frames, degrade }: ToyboxOptions,
): Promise<GenerateOutcome> {
  signal.throwIfAborted()
  const started = performance.now()
  const shape = { width: size, height: size, frames }
  const pictures = [...toyboxFrames(clip.prompt.text, clip.seed, shape, degrade ?? null)]
  const rendered = performance.now()
  // The codec is a native library: it is loaded when the first clip is written, not when the table is read.
  const { encodeVideo } = await import('../../video/encode.ts')
  await encodeVideo(outputPath, pictures, { width: size, height: size, fps: toyboxFps, crf, signal })
  const encoded = performance.now()
  const stageSeconds = { render: (rendered - started) / 1000, encode: (encoded - rendered) / 1000 }
  return { path: outputPath, owned: true, stageSeconds }
}
