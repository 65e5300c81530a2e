// L tokens, C channels of a token
import { rotaryTables } from '../../models/mmdit/embeddings.ts'
import type { Mmdit, MmditInputs } from '../../models/mmdit/mmdit.ts'
import type { Branch, Predict, PredictBranches } from '../../models/sampler/denoise.ts'
import { imageIds, type LatentGrid } from '../../models/sampler/packing.ts'
import type { Run } from '../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/** What both text encoders make of one prompt. */
export interface TextEmbedding {
  /** T5 states, [1, L, width]. */
  readonly tokens: FloatTensor
  /** CLIP's pooled state, [1, width]. */
  readonly pooled: FloatTensor
}

/** A network with what runs it. */
export interface RunnableMmdit {
  readonly network: Mmdit
  readonly run: Run
}

/**
 * Velocities of the branches of classifier-free guidance, one after the other: the number of branches changes from step
 * to step, and a compiled network of each batch size would hold its own weights.
 *
 * @param condition mask and reference latents, packed: [1, L, C + patch²]; all zero without a reference
 */
export function branchPrediction(
  { network, run }: RunnableMmdit,
  texts: { readonly prompt: TextEmbedding; readonly negative: TextEmbedding },
  condition: FloatTensor,
  grid: LatentGrid,
): PredictBranches {
  const tables = tablesOf(network, texts.prompt, grid)
  const none = floatTensor(condition.shape)
  const predict = (branch: Branch, latents: FloatTensor, time: number) => {
    const { tokens, pooled } = branch === 'full' ? texts.prompt : texts.negative
    return network.predict(run, {
      img: latents,
      txt: tokens,
      yVec: pooled,
      cond: branch === 'free' ? none : condition,
      timesteps: floatTensor([1], [time]),
      ...tables,
    })
  }
  return async (latents, time, branches) => {
    const velocities: FloatTensor[] = []
    for (const branch of branches) velocities.push(await predict(branch, latents, time))
    return velocities
  }
}

/** Velocity of a network that is told its guidance strength. */
export function distilledPrediction(
  { network, run }: RunnableMmdit,
  text: TextEmbedding,
  guidance: number,
  grid: LatentGrid,
): Predict {
  const tables = tablesOf(network, text, grid)
  return (latents, time) =>
    network.predict(run, {
      img: latents,
      txt: text.tokens,
      yVec: text.pooled,
      timesteps: floatTensor([1], [time]),
      guidance: floatTensor([1], [guidance]),
      ...tables,
    })
}

/** Rotary tables over the text's tokens, which all stand at 0, and then the image's. */
function tablesOf(
  { spec }: Mmdit,
  { tokens }: TextEmbedding,
  grid: LatentGrid,
): Pick<MmditInputs, 'cos' | 'sin'> {
  const image = imageIds(1, grid, spec.patchSize)
  const textLength = tokens.shape[1]!
  const ids = floatTensor([1, textLength + image.shape[1]!, 3])
  ids.data.set(image.data, textLength * 3)
  return rotaryTables(ids, spec.axesDim, spec.theta, spec.useLigerRope ? 'halves' : 'interleaved')
}
