import type { PlannedClip, Prompt } from '../records/plan.ts'
import { seededRandom } from '../tensor/random.ts'
import type { RunRequest } from './contract.ts'

/** The highest seed + 1: most models take a signed 32-bit one. */
const seeds = 2 ** 31

/**
 * Every clip that the request wants: models × prompts × samples, in this order. Prompts are the tier's, then those with
 * a wanted dimension, then `limit` of them, evenly spread over the list (lists are sorted by dimension). A clip's seed comes from the run's seed, the prompt's id and the sample
 * index, so all models get the same one and a prompt keeps its seeds when others join the list.
 */
export function planClips(request: RunRequest): PlannedClip[] {
  const prompts = selectPrompts(request)
  return request.generators.flatMap(({ model }) =>
    prompts.flatMap((prompt) => {
      const samples = request.samples ?? request.suite.samplesOf(prompt)
      return Array.from({ length: samples }, (_, index) => planClip(request, model, prompt, index))
    }),
  )
}

function selectPrompts({ suite, prompts, tier, dimensions, limit }: RunRequest): readonly Prompt[] {
  const tiered = tier === null ? prompts : suite.selectTier(prompts, tier)
  const wanted = tiered.filter((prompt) => prompt.dimensions.some((id) => dimensions.includes(id)))
  if (limit === null || limit >= wanted.length) return wanted
  return Array.from({ length: limit }, (_, index) => wanted[Math.floor((index * wanted.length) / limit)]!)
}

function planClip(request: RunRequest, model: string, prompt: Prompt, sampleIndex: number): PlannedClip {
  return {
    id: `${model}/${prompt.id}/${sampleIndex}`,
    model,
    prompt,
    sampleIndex,
    seed: seededRandom('clip', request.seed, prompt.id, sampleIndex).integer(seeds),
    fileName: request.suite.fileName(prompt, sampleIndex),
    dimensions: request.dimensions.filter((id) => prompt.dimensions.includes(id)),
  }
}
