// B branches, L tokens, C channels of a token
import { rotaryTables } from '../../models/mmdit/embeddings.ts'
import type { Mmdit, MmditInputs } from '../../models/mmdit/mmdit.ts'
import type { Branch, Predict, PredictBranches } from '../../models/sampler/denoise.ts'
import { imageIds, type LatentGrid } from '../../models/sampler/packing.ts'
import type { Run } from '../../onnx/graph/program.ts'
import { elementCount, type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

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
 * Velocities of the branches of classifier-free guidance, computed as one batch.
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
  const textOf = (branch: Branch) => (branch === 'full' ? texts.prompt : texts.negative)
  return async (latents, time, branches) => {
    const velocity = await network.predict(run, {
      img: stack(branches.map(() => latents)),
      txt: stack(branches.map((branch) => textOf(branch).tokens)),
      yVec: stack(branches.map((branch) => textOf(branch).pooled)),
      cond: stack(branches.map((branch) => (branch === 'free' ? none : condition))),
      timesteps: floatTensor(
        [branches.length],
        branches.map(() => time),
      ),
      ...tables,
    })
    return unstack(velocity)
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

/** [1, …] each → [B, …]. */
function stack(parts: readonly FloatTensor[]): FloatTensor {
  if (parts.length === 1) return parts[0]!
  const rest = parts[0]!.shape.slice(1)
  const out = floatTensor([parts.length, ...rest])
  parts.forEach((part, i) => {
    out.data.set(part.data, i * elementCount(rest))
  })
  return out
}

/** [B, …] → B of [1, …]. */
function unstack({ shape, data }: FloatTensor): FloatTensor[] {
  const rest = shape.slice(1)
  const size = elementCount(rest)
  return Array.from({ length: shape[0]! }, (_, i) =>
    floatTensor([1, ...rest], data.subarray(i * size, (i + 1) * size)),
  )
}
