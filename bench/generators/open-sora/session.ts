import type { ConditionType } from '../../models/sampler/condition.ts'
import { frameBytes } from '../../models/sampler/frame-bytes.ts'
import { videoPrompt } from '../../models/sampler/prompt-text.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import type { GenerateOutcome, GenerateRequest, GeneratorSession } from '../contract.ts'
import { drawClipNoise } from './clip-noise.ts'
import type { ClipSize } from './clip-size.ts'
import { makeFirstPicture } from './first-picture.ts'
import type { Networks } from './networks.ts'
import type { OpenSoraOptions } from './options.ts'
import { referencePixels } from './reference-media.ts'
import { prepareImage } from './reference-pixels.ts'
import type { ReferenceTable } from './reference-table.ts'
import type { TextEmbeddings } from './text-embeddings.ts'
import { variants } from './variant.ts'
import { videoAutoencoder } from './video-autoencoder.ts'
import { restoreReferences, sampleVideoLatents } from './video-latents.ts'

export interface SessionParts {
  readonly options: OpenSoraOptions
  readonly size: ClipSize
  readonly networks: Networks
  readonly texts: TextEmbeddings
  readonly references: ReferenceTable
}

/** The text that the video model is given for a prompt. */
export const modelPrompt = (text: string, { fps, motionScore }: OpenSoraOptions): string =>
  videoPrompt(text, fps, motionScore)

/** Makes clips one at a time: text, picture, references, denoising, decoding, file. */
export function openSoraSession(parts: SessionParts): GeneratorSession {
  return { generate: (request) => generate(request, parts), close: () => parts.networks.release() }
}

async function generate(request: GenerateRequest, parts: SessionParts): Promise<GenerateOutcome> {
  const { clip, outputPath, signal } = request
  const { options, size, networks } = parts
  const stages = stopwatch()
  const conditionType: ConditionType = options.condition === 't2i2v' ? 'i2v_head' : options.condition

  const [prompt, negative] = await stages.time('text', async () => [
    await parts.texts.of(modelPrompt(clip.prompt.text, options)),
    await parts.texts.of(options.negativePrompt),
  ])
  signal.throwIfAborted()
  const references = await referenceLatents(request, parts, stages, conditionType)
  signal.throwIfAborted()
  const latents = await stages.time('denoise', async () => {
    const noise = drawClipNoise(clip.seed, size.latentShape, options.noise)
    const sampled = await networks.with('mmdit', (mmdit) =>
      sampleVideoLatents({
        mmdit,
        noise,
        prompt: prompt!,
        negative: negative!,
        conditionType,
        references,
        steps: options.steps,
        shift: options.shift,
        flowShift: options.flowShift,
        causal: variants[options.variant].timeRule.causal,
        guidance: {
          text: options.guidance,
          image: options.imageGuidance,
          textOscillation: options.textOscillation,
          imageOscillation: options.imageOscillation,
          temporalScaling: options.temporalScaling,
        },
        onStep: (done) => request.onProgress?.({ stage: 'denoise', done, total: options.steps }),
        signal,
      }),
    )
    return sampled.latents
  })
  restoreReferences(latents, conditionType, references)
  const video = await stages.time('decode', () =>
    videoAutoencoder(networks, options.variant).decode(latents, size.frames),
  )
  signal.throwIfAborted()
  await stages.time('write', () => writeVideo(outputPath, video, options, signal))
  return { path: outputPath, owned: true, stageSeconds: stages.seconds }
}

/** Latents of what the clip is conditioned on; none for t2v. */
async function referenceLatents(
  { clip, picturePath, signal }: GenerateRequest,
  { options, size, networks, texts, references }: SessionParts,
  stages: Stopwatch,
  type: ConditionType,
): Promise<FloatTensor[]> {
  if (type === 't2v') return []
  const { text } = clip.prompt
  const pixels =
    options.condition === 't2i2v'
      ? [
          await stages.time('image', async () => {
            const prompt = await texts.of(text)
            return prepareImage(await makeFirstPicture(networks, options, prompt, clip.seed, signal), size)
          }),
        ]
      : await stages.time('reference', () =>
          referencePixels(text, type, references.get(text) ?? (picturePath ? [picturePath] : []), size),
        )
  const autoencoder = videoAutoencoder(networks, options.variant)
  return stages.time('encode', async () => {
    const latents: FloatTensor[] = []
    for (const each of pixels) latents.push(await autoencoder.encode(each))
    return latents
  })
}

async function writeVideo(
  path: string,
  video: FloatTensor,
  { fps, crf }: OpenSoraOptions,
  signal: AbortSignal,
): Promise<void> {
  const { frames, height, width, data } = frameBytes(video)
  const frameSize = height * width * 3
  const pictures = Array.from({ length: frames }, (_, i) => ({
    data: data.subarray(i * frameSize, (i + 1) * frameSize),
  }))
  // the codec is a native library: it is loaded when the first clip is written
  const { encodeVideo } = await import('../../video/encode.ts')
  await encodeVideo(path, pictures, { width, height, fps, crf, signal })
}

interface Stopwatch {
  readonly seconds: Readonly<Record<string, number>>
  time<T>(stage: string, work: () => Promise<T>): Promise<T>
}

function stopwatch(): Stopwatch {
  const seconds: Record<string, number> = {}
  return {
    seconds,
    async time(stage, work) {
      const started = performance.now()
      const result = await work()
      seconds[stage] = (seconds[stage] ?? 0) + (performance.now() - started) / 1000
      return result
    },
  }
}
