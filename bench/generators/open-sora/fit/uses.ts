// B batch, L tokens, C channels, T frames, H height, W width

import type { Mmdit } from '../../../models/mmdit/mmdit.ts'
import { neededBranches } from '../../../models/sampler/denoise.ts'
import { stepGuidance } from '../../../models/sampler/guidance.ts'
import { latentGrid } from '../../../models/sampler/video-size.ts'
import type { Run } from '../../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor, type Tensor } from '../../../tensor/tensor.ts'
import type { Architecture } from '../architecture.ts'
import { type ClipSize, pictureSize } from '../clip-size.ts'
import type { NetworkName, NetworkOf } from '../networks.ts'
import type { OpenSoraOptions } from '../options.ts'
import { referenceFrames } from '../reference-media.ts'
import { streamedBatch } from '../text-embeddings.ts'
import { textLengths, variants } from '../variant.ts'
import { tilings } from '../video-autoencoder.ts'
import { tileRules, tilesOf } from './tiles.ts'

/** One way in which a clip uses a network. */
export interface Use<N> {
  readonly timesPerClip: number
  call(network: N, run: Run, blocksPerProgram: number | undefined): Promise<unknown>
}

export interface UseContext {
  readonly options: OpenSoraOptions
  readonly architecture: Architecture
  readonly size: ClipSize
  /** Whether the network's blocks are read from disk for every run. */
  readonly streams: boolean
}

/** A tensor without elements: what a plan needs of it is its shape. */
export const ghost = (shape: readonly number[]): FloatTensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(0),
})

/** The calls of each network for one clip, as the session makes them. */
export const usesOf: { readonly [K in NetworkName]: (context: UseContext) => readonly Use<NetworkOf<K>>[] } =
  {
    t5: ({ options, streams }) => {
      const batch = streams ? streamedBatch : 1
      const texts = options.condition === 't2i2v' ? 2 : 1
      return [
        {
          timesPerClip: texts / batch,
          call: (network, run, blocks) => network.encode(run, ids(batch, textLengths.t5), blocks),
        },
      ]
    },
    clip: ({ options }) => [
      {
        timesPerClip: options.condition === 't2i2v' ? 2 : 1,
        call: (network, run) => network.encode(run, ids(1, textLengths.clip)),
      },
    ],
    mmdit: (context) => videoPredictions(context),
    flux: ({ options, architecture }) => {
      const { inChannels, patchSize } = architecture.flux
      const grid = pictureGrid(options, architecture)
      const tokens = (grid.height * grid.width) / patchSize ** 2
      const shape = { batch: 1, tokens, channels: inChannels }
      return [
        { timesPerClip: options.steps, call: (network, run, blocks) => predict(network, run, shape, blocks) },
      ]
    },
    fluxAutoencoder: ({ options, architecture }) => {
      const { height, width } = pictureGrid(options, architecture)
      const latents = floatTensor([1, architecture.fluxAutoencoder.zChannels, 1, height, width])
      return [{ timesPerClip: 1, call: (network, run) => network.decode(run, latents) }]
    },
    hunyuan: (context) => [
      ...encodings(context).map(([shape, timesPerClip]) => ({
        timesPerClip,
        call: (network: NetworkOf<'hunyuan'>, run: Run) => network.posterior(run, ghost(shape), untiled),
      })),
      ...decodings(context).map(([shape, timesPerClip]) => ({
        timesPerClip,
        call: (network: NetworkOf<'hunyuan'>, run: Run) => network.decode(run, floatTensor(shape), untiled),
      })),
    ],
    dcAutoencoder: (context) => [
      ...encodings(context).map(([shape, timesPerClip]) => ({
        timesPerClip,
        call: (network: NetworkOf<'dcAutoencoder'>, run: Run) => network.encode(run, ghost(shape), untiled),
      })),
      ...decodings(context).map(([shape, timesPerClip]) => ({
        timesPerClip,
        call: (network: NetworkOf<'dcAutoencoder'>, run: Run) =>
          network.decode(run, floatTensor(shape), untiled),
      })),
    ],
  }

/** Tiles are cut by the plan, so that no whole video has to be made. */
const untiled = { spatial: false, temporal: false }

const ids = (batch: number, length: number): Tensor<'int64'> => ({
  dtype: 'int64',
  shape: [batch, length],
  data: new BigInt64Array(0),
})

interface PredictionShape {
  readonly batch: number
  readonly tokens: number
  readonly channels: number
}

function predict(
  network: Mmdit,
  run: Run,
  { batch, tokens, channels }: PredictionShape,
  blocks: number | undefined,
): Promise<unknown> {
  const { spec } = network
  const table = ghost([1, textLengths.t5 + tokens, spec.hiddenSize / spec.numHeads / 2])
  const inputs = {
    img: ghost([batch, tokens, channels]),
    txt: ghost([batch, textLengths.t5, spec.contextInDim]),
    yVec: ghost([batch, spec.vecInDim]),
    timesteps: floatTensor([batch]),
    cos: table,
    sin: table,
    ...(spec.condEmbed ? { cond: ghost([batch, tokens, channels + spec.patchSize ** 2]) } : {}),
    ...(spec.guidanceEmbed ? { guidance: floatTensor([batch]) } : {}),
  }
  return network.predict(run, inputs, blocks)
}

/** Predictions by how many branches of guidance their steps need; streamed branches run as one batch. */
function videoPredictions({ options, architecture, size, streams }: UseContext): Use<Mmdit>[] {
  const { inChannels, patchSize } = architecture.mmdit
  const [, , frames, height, width] = size.latentShape as [number, number, number, number, number]
  const tokens = frames * (height / patchSize) * (width / patchSize)
  const counts = new Map<number, number>()
  for (let step = 0; step < options.steps; step++) {
    const branches = neededBranches(
      stepGuidance(
        {
          text: options.guidance,
          image: options.imageGuidance,
          textOscillation: options.textOscillation,
          imageOscillation: options.imageOscillation,
          temporalScaling: options.temporalScaling && options.condition.includes('i2v'),
        },
        step,
        options.steps + 1,
        frames,
      ),
      options.condition !== 't2v',
    ).length
    const [batch, times] = streams ? [branches, 1] : [1, branches]
    counts.set(batch, (counts.get(batch) ?? 0) + times)
  }
  return [...counts].map(([batch, timesPerClip]) => ({
    timesPerClip,
    call: (network, run, blocks) => predict(network, run, { batch, tokens, channels: inChannels }, blocks),
  }))
}

function pictureGrid(options: OpenSoraOptions, { flux }: Architecture) {
  const { tokenPixels } = variants[options.variant]
  return latentGrid(pictureSize(options).made, 1, { tokenPixels, patch: flux.patchSize })
}

type ShapeCount = readonly [shape: readonly number[], count: number]

/** Tiles [1, 3, T, H, W] of the references of one clip. */
function encodings({ options, architecture, size }: UseContext): ShapeCount[] {
  const { condition, variant } = options
  if (condition === 't2v') return []
  const frames = condition === 't2i2v' ? 1 : referenceFrames(condition)
  const references = condition === 'i2v_loop' ? 2 : 1
  const { autoencoder } = variants[variant]
  const name = autoencoder === 'hunyuan' ? 'hunyuan' : 'dcAutoencoder'
  const rules = tileRules(name, 'encode', architecture, tilings[autoencoder])
  return tilesOf([frames, size.height, size.width], rules).map(({ size: tile, count }) => [
    [1, 3, ...tile],
    count * references,
  ])
}

/** Tiles [1, C, T, H, W] of the latents of one clip. */
function decodings({ options, architecture, size }: UseContext): ShapeCount[] {
  const [, channels, ...volume] = size.latentShape as [number, number, number, number, number]
  const { autoencoder } = variants[options.variant]
  const name = autoencoder === 'hunyuan' ? 'hunyuan' : 'dcAutoencoder'
  const rules = tileRules(name, 'decode', architecture, tilings[autoencoder])
  return tilesOf(volume, rules).map(({ size: tile, count }) => [[1, channels, ...tile], count])
}
