import { DcAutoencoder } from '../../models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../models/autoencoder/hunyuan-autoencoder.ts'
import type { Tiling } from '../../models/autoencoder/tiling.ts'
import { createRunner } from '../../onnx/engine/runner.ts'
import type { Run } from '../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import { syntheticWeights } from '../synthetic-weights.ts'
import type { AutoencoderSpec } from '../variants.ts'
import type { Codec, CodecOptions, CodecSpec } from './codec.ts'

/** One of our networks on ONNX Runtime. */
export async function openBuiltIn(
  { autoencoder, tiling }: CodecSpec & { readonly kind: 'built-in' },
  { weights, ...engine }: CodecOptions,
): Promise<Codec> {
  const network = networkOf(autoencoder)
  const held =
    'syntheticFolder' in weights
      ? await syntheticWeights(network.parameters, weights.syntheticFolder)
      : weights
  const runner = createRunner(network, held, engine)
  const { encode, decode } = network
  return {
    encode: (video) => encode(runner.run, video, tiling),
    decode: (latents) => decode(runner.run, latents, tiling),
    async prepare(direction, shape) {
      await network[direction](runner.prepare, floatTensor(shape), tiling)
    },
    outsidePeakBytes: async () => 0,
    release: () => runner.release(),
  }
}

type Pass = (run: Run, x: FloatTensor, tiling: Tiling) => Promise<FloatTensor>

function networkOf({ kind, spec }: AutoencoderSpec) {
  if (kind === 'dc-ae') {
    const network = new DcAutoencoder(spec)
    const encode: Pass = (run, x, tiling) => network.encode(run, x, tiling)
    const decode: Pass = (run, x, tiling) => network.decode(run, x, tiling)
    return { parameters: network.parameters, encode, decode }
  }
  const network = new HunyuanAutoencoder(spec)
  const encode: Pass = async (run, x, tiling) => network.latent(await network.posterior(run, x, tiling))
  const decode: Pass = (run, x, tiling) => network.decode(run, x, tiling)
  return { parameters: network.parameters, encode, decode }
}
