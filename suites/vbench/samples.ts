import type { DimensionId } from '../../bench/records/dimension.ts'
import type { Prompt } from '../../bench/records/plan.ts'

/** Source: prompts/README.md of Vchitect/VBench @45e79ec: 5 videos a prompt. */
const samples = 5
/** Same place: 25 for temporal flickering, of which the static filter then keeps 5. */
const flickeringSamples = 25

/** How many clips of a prompt a full run has. */
export function samplesOf(prompt: Prompt): number {
  return prompt.dimensions.includes('temporal-flickering') ? flickeringSamples : samples
}

/** How many clips of a prompt count where more are made. Source: static_filter.py of the same commit. */
export const keptSamples: Readonly<Partial<Record<DimensionId, number>>> = { 'temporal-flickering': samples }
