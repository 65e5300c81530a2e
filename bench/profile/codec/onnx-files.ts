import { BenchError } from '../../errors.ts'
import { type ModelFile, openModelFile } from '../../onnx/engine/model-file.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import type { Codec, CodecOptions, CodecSpec } from './codec.ts'

/** Two ONNX files, each opened when it is first used. Throws PROFILE_SHAPE for a size that a file does not take. */
export async function openOnnxFiles(
  { encoder, decoder }: CodecSpec & { readonly kind: 'onnx' },
  options: CodecOptions,
): Promise<Codec> {
  const open = new Map<string, ModelFile>()
  const run = async (path: string, input: FloatTensor): Promise<FloatTensor> => {
    const file = open.get(path) ?? (await openModelFile(path, options))
    open.set(path, file)
    checkShape(path, file.inputShape, input.shape)
    return file.run(input)
  }
  return {
    encode: (video) => run(encoder, video),
    decode: (latents) => run(decoder, latents),
    outsidePeakBytes: async () => 0,
    async release() {
      for (const file of open.values()) await file.release()
      open.clear()
    },
  }
}

function checkShape(path: string, expected: ModelFile['inputShape'], found: readonly number[]): void {
  const fits =
    expected.length === found.length &&
    expected.every((size, i) => typeof size !== 'number' || size === found[i])
  if (fits) return
  const sizes = expected.map((size) => size ?? 'any').join(', ')
  throw new BenchError('PROFILE_SHAPE', { path, found: found.join(', '), expected: sizes })
}
