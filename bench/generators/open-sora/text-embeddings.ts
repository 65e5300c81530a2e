import type { Tokenizer } from '../../models/tokenizers/tokenizer.ts'
import { paddedIds } from '../../models/tokenizers/tokenizer.ts'
import { unstack } from './batch.ts'
import type { Networks } from './networks.ts'
import type { TextEmbedding } from './prediction.ts'
import { textLengths } from './variant.ts'

/** Embeddings of texts, each computed once. */
export interface TextEmbeddings {
  of(text: string): Promise<TextEmbedding>
}

export interface TextSources {
  readonly networks: Networks
  readonly t5: Tokenizer
  readonly clip: Tokenizer
  /** Texts in the order in which they will be asked for: the next ones are computed while an encoder is loaded. */
  readonly planned: readonly string[]
}

/** Texts computed at a time: one embedding of the released T5 takes 8 MB, and loading T5 far longer than using it. */
const groupSize = 16

/** Texts asked for at every clip, such as the negative prompt, stay; of the others the last groups do. */
export const keptTexts = 2 * groupSize

/** Texts that T5 takes at once where its weights are read for every run: scores of 4 texts take 268 MB in its 64 heads. */
export const streamedBatch = 4

export function textEmbeddings({ networks, t5, clip, planned }: TextSources): TextEmbeddings {
  const known = new Map<string, TextEmbedding>()
  const order = [...new Set(planned)]

  /** The text and those planned after it that are not known yet. */
  const groupFrom = (text: string): string[] => {
    const later = order.slice(order.indexOf(text) + 1).filter((other) => other !== text && !known.has(other))
    return [text, ...(order.includes(text) ? later : [])].slice(0, groupSize)
  }

  const embed = async (texts: readonly string[]) => {
    const batches = await networks.with('t5', ({ network, run, blocksPerProgram }) =>
      inTurn(inBatches(texts, blocksPerProgram === undefined ? 1 : streamedBatch), async (batch) =>
        unstack(await network.encode(run, paddedIds(t5, batch, textLengths.t5), blocksPerProgram)),
      ),
    )
    const pooled = await networks.with('clip', ({ network, run }) =>
      inTurn(
        texts,
        async (text) => (await network.encode(run, paddedIds(clip, [text], textLengths.clip))).pooled,
      ),
    )
    const tokens = batches.flat()
    texts.forEach((text, i) => {
      known.set(text, { tokens: tokens[i]!, pooled: pooled[i]! })
    })
  }

  return {
    async of(text) {
      if (!known.has(text)) await embed(groupFrom(text))
      const found = known.get(text)!
      // the most recently used stand last
      known.delete(text)
      known.set(text, found)
      for (const old of known.keys()) {
        if (known.size <= keptTexts) break
        known.delete(old)
      }
      return found
    },
  }
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

async function inTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await each(item))
  return results
}
