import { upstreamPasses } from './predictions.ts'
import type { ProfileVariantId } from './variants.ts'
import type { Workload } from './workload-flops.ts'

/** A time that the authors published for one clip. */
export interface PublishedTime {
  readonly variant: ProfileVariantId
  readonly workload: Workload
  readonly gpus: number
  readonly seconds: number
  readonly source: string
}

// Open-Sora, README, "Computational Efficiency": "All use number of steps 50"
const steps = 50
// Open-Sora, utils/sampling.py, I2VDenoiser.prepare_guidance: the prompt and the negative prompt, twice
const texts = 3
const made = { passes: upstreamPasses(steps), texts } as const

const readme = 'Open-Sora, README.md, "Computational Efficiency" (text to video on H100 or H800)'
const report = 'Open-Sora 2.0 technical report, figure 4'

const square256: Workload = { ...made, resolution: '256px', aspectRatio: '1:1', frames: 129 }
const square768: Workload = { ...made, resolution: '768px', aspectRatio: '1:1', frames: 129 }
const compressed768: Workload = { ...made, resolution: '768px', aspectRatio: '1:1', frames: 128 }

/** Times on one GPU from which the efficiency is fitted. The first also moves networks to and from the CPU. */
export const fittedTimes: readonly PublishedTime[] = [
  { variant: '4x8x8', workload: square256, gpus: 1, seconds: 60, source: readme },
  { variant: '4x8x8', workload: square768, gpus: 1, seconds: 1656, source: readme },
]

/** Times that the fit has not seen. At 256px several GPUs divide the network instead of the tokens: not modelled. */
export const heldOutTimes: readonly PublishedTime[] = [
  { variant: '4x8x8', workload: square768, gpus: 2, seconds: 863, source: readme },
  { variant: '4x8x8', workload: square768, gpus: 4, seconds: 466, source: readme },
  { variant: '4x8x8', workload: square768, gpus: 8, seconds: 276, source: readme },
  { variant: '4x32x32', workload: compressed768, gpus: 1, seconds: 162, source: report },
]

/** What the report claims for 768px on one GPU (Open-Sora 2.0 technical report, section 3.1, ">10×"). */
export const publishedSpeedup = 10
