import { join } from 'node:path'
import { DcAutoencoder } from '../../models/autoencoder/dc-autoencoder.ts'
import { FluxAutoencoder } from '../../models/autoencoder/flux-autoencoder.ts'
import { HunyuanAutoencoder } from '../../models/autoencoder/hunyuan-autoencoder.ts'
import { Mmdit } from '../../models/mmdit/mmdit.ts'
import { ClipText } from '../../models/text/clip-text.ts'
import { T5Encoder } from '../../models/text/t5-encoder.ts'
import type { Runner } from '../../onnx/engine/runner.ts'
import { matchWeights } from '../../onnx/engine/weights/match.ts'
import { openWeights, type Weights } from '../../onnx/engine/weights/open.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Architecture } from './architecture.ts'
import type { OpenSoraOptions } from './options.ts'
import { sharedFiles, variants } from './variant.ts'

/** A network on its weights. */
export interface Loaded<N extends Network> {
  readonly network: N
  readonly run: Run
  /** 1 where the network's blocks are read from disk one at a time, for every run. */
  readonly blocksPerProgram: number | undefined
}

/** The networks that are large enough to be read from disk block by block. */
export const streamable: ReadonlySet<NetworkName> = new Set(['t5', 'mmdit', 'flux'])

/** The networks of a checkpoint folder, loaded when they are needed. */
export interface Networks {
  /** Runs `use` with a network. Unless all are kept, others are released before it loads. */
  with<K extends NetworkName, R>(name: K, use: (loaded: Loaded<NetworkOf<K>>) => Promise<R>): Promise<R>
  release(): Promise<void>
}

interface Kinds {
  t5: T5Encoder
  clip: ClipText
  mmdit: Mmdit
  hunyuan: HunyuanAutoencoder
  dcAutoencoder: DcAutoencoder
  flux: Mmdit
  fluxAutoencoder: FluxAutoencoder
}
export type NetworkName = keyof Kinds
export type NetworkOf<K extends NetworkName> = Kinds[K]

const builders: { readonly [K in NetworkName]: (architecture: Architecture) => Kinds[K] } = {
  t5: ({ t5 }) => new T5Encoder(t5),
  clip: ({ clip }) => new ClipText(clip),
  mmdit: ({ mmdit }) => new Mmdit(mmdit),
  hunyuan: ({ hunyuan }) => new HunyuanAutoencoder(hunyuan),
  dcAutoencoder: ({ dcAutoencoder }) => new DcAutoencoder(dcAutoencoder),
  flux: ({ flux }) => new Mmdit(flux),
  fluxAutoencoder: ({ fluxAutoencoder }) => new FluxAutoencoder(fluxAutoencoder),
}

/** A network in the sizes of an architecture, without weights. */
export const buildNetwork = <K extends NetworkName>(name: K, architecture: Architecture): NetworkOf<K> =>
  builders[name](architecture)

/** A network and its weights, held against each other. Throws what `openWeights` and `matchWeights` throw. */
export async function checkedNetwork(
  folder: string,
  name: NetworkName,
  architecture: Architecture,
  options: Pick<OpenSoraOptions, 'variant'>,
): Promise<{ readonly network: Network; readonly weights: Weights }> {
  const weights = await openWeights(join(folder, networkFile(name, options)))
  const network: Network = buildNetwork(name, architecture)
  matchWeights(weights, network.parameters, network.isUnused?.bind(network))
  return { network, weights }
}

export function openNetworks(folder: string, architecture: Architecture, options: OpenSoraOptions): Networks {
  const loaded = new Map<NetworkName, { readonly network: Network; readonly runner: Runner }>()
  const { provider, threads, keepLoaded = false, stream = false } = options
  const streams = (name: NetworkName) => stream && streamable.has(name)
  const releaseOthers = async (kept: NetworkName | null) => {
    for (const [name, { runner }] of loaded) {
      if (name === kept) continue
      loaded.delete(name)
      await runner.release()
    }
  }
  const load = async (name: NetworkName) => {
    const { network, weights } = await checkedNetwork(folder, name, architecture, options)
    // the engine is a native library: it is loaded when the first network is needed, not when the table is read
    const { createRunner } = await import('../../onnx/engine/runner.ts')
    const runner = createRunner(network, weights, {
      provider,
      ...(threads === undefined ? {} : { threads }),
      ...(streams(name) ? { keptSessions: 0 } : {}),
    })
    return { network, runner }
  }
  return {
    async with(name, use) {
      if (!keepLoaded) await releaseOthers(name)
      const entry = loaded.get(name) ?? (await load(name))
      loaded.set(name, entry)
      return use({
        network: entry.network as NetworkOf<typeof name>,
        run: entry.runner.run,
        blocksPerProgram: streams(name) ? 1 : undefined,
      })
    },
    release: () => releaseOthers(null),
  }
}

/** Where a network's weights lie in the checkpoint folder. */
export function networkFile(name: NetworkName, { variant }: Pick<OpenSoraOptions, 'variant'>): string {
  const { mmditFile, autoencoderFile } = variants[variant]
  if (name === 'mmdit') return mmditFile
  if (name === 'hunyuan' || name === 'dcAutoencoder') return autoencoderFile
  return sharedFiles[name]
}

/** The networks that a configuration uses. */
export function usedNetworks({ variant, condition }: OpenSoraOptions): NetworkName[] {
  const autoencoder = variants[variant].autoencoder === 'hunyuan' ? 'hunyuan' : 'dcAutoencoder'
  const image: NetworkName[] = condition === 't2i2v' ? ['flux', 'fluxAutoencoder'] : []
  return ['t5', 'clip', ...image, 'mmdit', autoencoder]
}
