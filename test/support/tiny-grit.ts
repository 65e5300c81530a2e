import { writeFile } from 'node:fs/promises'
import { Grit } from '../../bench/models/vision/grit/grit.ts'
import type { GritSpec } from '../../bench/models/vision/grit/spec.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { elementCount } from '../../bench/tensor/tensor.ts'
import { safetensors } from './safetensors.ts'

/** Sizes that run in milliseconds. Group norms want multiples of 32 channels. */
export const tinyGritSpec: GritSpec = {
  vitEmbedDim: 16,
  vitDepth: 2,
  vitHeads: 2,
  windowBlockIndexes: [0],
  fpnChannels: 32,
  roiFcDim: 16,
  textHiddenSize: 8,
  textLayers: 2,
  textHeads: 2,
  textFeedforwardSize: 16,
}

/** Values to put in place of the drawn ones, by name: one for all elements, or all of them. */
export type Overrides = Readonly<Record<string, number | Float32Array>>

/** Of BERT's vocabulary. */
export const endToken = 102
const vocabulary = 30_522

/** A bias of the words that makes texts end, after a few words with 5, at once with 1e4. */
export function brief(bias = 5): Overrides {
  const biases = new Float32Array(vocabulary)
  biases[endToken] = bias
  return { 'roi_heads.text_decoder.textual.output.bias': biases }
}

/** Every place proposes a box of 16 cells, which every head calls an object; or none. */
export const verdict = (isObject: boolean): Overrides => ({
  'proposal_generator.centernet_head.agn_hm.bias': 4,
  'proposal_generator.centernet_head.bbox_pred.bias': 8,
  ...Object.fromEntries(
    [0, 1, 2].map((stage) => [
      `roi_heads.box_predictor.${stage}.cls_score.bias`,
      isObject ? Float32Array.of(9, -9) : Float32Array.of(-9, 9),
    ]),
  ),
})

/** Numbers drawn for one tensor; a larger one repeats them. */
const drawn = 4096

/** Writes a GRiT of random weights, the same every time. `prefix` is put before every name. */
export async function writeTinyGrit(
  path: string,
  overrides: Overrides = {},
  spec: GritSpec = tinyGritSpec,
  prefix = '',
): Promise<void> {
  const tensors = new Grit(spec).parameters.map(({ path: name, shape }) => {
    const random = seededRandom('tiny grit', name)
    const spread = shape.length === 1 ? 0.1 : 1 / Math.sqrt(elementCount(shape.slice(1)))
    const isScale = shape.length === 1 && name.endsWith('weight')
    const pool = Float32Array.from({ length: drawn }, () => random.normal() * spread + (isScale ? 1 : 0))
    const given = overrides[name]
    const value = (i: number) =>
      given === undefined ? pool[i % drawn]! : typeof given === 'number' ? given : given[i]!
    const values = Float32Array.from({ length: elementCount(shape) }, (_, i) => value(i))
    return [prefix + name, { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }] as const
  })
  await writeFile(path, safetensors(Object.fromEntries(tensors)))
}
