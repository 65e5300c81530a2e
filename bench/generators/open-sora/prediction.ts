// L tokens, C channels of a token
import { rotaryTables } from '../../models/mmdit/embeddings.ts'
import type { Mmdit, MmditInputs } from '../../models/mmdit/mmdit.ts'
import type { Branch, Predict, PredictBranches } from '../../models/sampler/denoise.ts'
import { imageIds, type LatentGrid } from '../../models/sampler/packing.ts'
import type { Run } from '../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import { stack, unstack } from './batch.ts'

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
  /** Blocks whose weights are read at a time, where they do not stay in memory. */
  readonly blocksPerProgram?: number | undefined
}

/**
 * Velocities of the branches of classifier-free guidance. Where the weights stay in memory the branches run one after the
 * other: their number changes from step to step, and a compiled network of each batch size would hold its own weights.
 * Where weights are read from disk for every prediction, the branches run as one batch.
 *
 * @param condition mask and reference latents, packed: [1, L, C + patch²]; all zero without a reference
 */
export function branchPrediction(
  { network, run, blocksPerProgram }: RunnableMmdit,
  texts: { readonly prompt: TextEmbedding; readonly negative: TextEmbedding },
  condition: FloatTensor,
  grid: LatentGrid,
): PredictBranches {
  const tables = tablesOf(network, texts.prompt, grid)
  const none = floatTensor(condition.shape)
  const textOf = (branch: Branch) => (branch === 'full' ? texts.prompt : texts.negative)
  const predict = async (branches: readonly Branch[], latents: FloatTensor, time: number) => {
    const inputs = {
      img: stack(branches.map(() => latents)),
      txt: stack(branches.map((branch) => textOf(branch).tokens)),
      yVec: stack(branches.map((branch) => textOf(branch).pooled)),
      cond: stack(branches.map((branch) => (branch === 'free' ? none : condition))),
      timesteps: floatTensor(
        [branches.length],
        branches.map(() => time),
      ),
      ...tables,
    }
    return unstack(await network.predict(run, inputs, blocksPerProgram))
  }
  return async (latents, time, branches) => {
    if (blocksPerProgram !== undefined) return predict(branches, latents, time)
    const velocities: FloatTensor[] = []
    for (const branch of branches) velocities.push(...(await predict([branch], latents, time)))
    return velocities
  }
}

/** Velocity of a network that is told its guidance strength. */
export function distilledPrediction(
  { network, run, blocksPerProgram }: RunnableMmdit,
  text: TextEmbedding,
  guidance: number,
  grid: LatentGrid,
): Predict {
  const tables = tablesOf(network, text, grid)
  return (latents, time) => {
    const inputs = {
      img: latents,
      txt: text.tokens,
      yVec: text.pooled,
      timesteps: floatTensor([1], [time]),
      guidance: floatTensor([1], [guidance]),
      ...tables,
    }
    return network.predict(run, inputs, blocksPerProgram)
  }
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
