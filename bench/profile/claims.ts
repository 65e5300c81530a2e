import { Mmdit } from '../models/mmdit/mmdit.ts'
import type { Claim, ProfileResidual } from '../records/autoencoder-result.ts'
import { elementCount } from '../tensor/tensor.ts'
import { projectedSpeedup } from './projection.ts'
import { publishedSpeedup } from './published-times.ts'
import { countTokens, type VideoShape } from './tokens.ts'
import { trainingCost } from './training-cost.ts'
import { profileVariants } from './variants.ts'

type Found = Pick<Claim, 'found' | 'foundInterval' | 'foundKind' | 'note'>
type Stated = Pick<Claim, 'id' | 'title' | 'unit' | 'published' | 'source' | 'tolerance'>

/** Published numbers of speed, size and cost beside ours. */
export function speedClaims(residuals: readonly ProfileResidual[]): readonly Claim[] {
  return [...tokenClaims(), ...timeClaims(residuals), speedupClaim(residuals), ...trainingClaims()]
}

/** `deviation` and verdict follow from the two numbers. */
function judged(stated: Stated, found: Found): Claim {
  const deviation = found.found === null ? null : (found.found - stated.published) / stated.published
  const verdict =
    deviation === null ? 'not-tested' : Math.abs(deviation) <= stated.tolerance ? 'holds' : 'differs'
  return { ...stated, ...found, deviation, verdict }
}

const report = 'Open-Sora 2.0 technical report (arXiv 2503.09642v3)'

const wide = { aspectRatio: '16:9' } as const

/** Rounded in print: "about 8 thousand", "close to 80 thousand", "19K"; the tolerances are those of the words. */
function tokenClaims(): readonly Claim[] {
  const tokens = (variant: keyof typeof profileVariants, video: VideoShape) =>
    countTokens(profileVariants[variant], video).tokens
  const claim = (stated: Omit<Stated, 'unit'>, found: number, note: string) =>
    judged({ ...stated, unit: 'tokens' }, { found, foundInterval: null, foundKind: 'counted', note })
  const small = tokens('4x8x8', { ...wide, resolution: '256px', frames: 129 })
  const large = tokens('4x8x8', { ...wide, resolution: '768px', frames: 129 })
  const compressed = tokens('4x32x32', { ...wide, resolution: '768px', frames: 128 })
  return [
    claim(
      {
        id: 'tokens/256px',
        title: 'Tokens at 256px, 4×8×8',
        published: 8000,
        source: `${report}, appendix D`,
        tolerance: 0.05,
      },
      small,
      'Published as "about 8 thousand"; 129 frames of 16:9.',
    ),
    claim(
      {
        id: 'tokens/768px',
        title: 'Tokens at 768px, 4×8×8',
        published: 80_000,
        source: `${report}, appendix D`,
        tolerance: 0.06,
      },
      large,
      'Published as "close to 80 thousand"; 129 frames of 16:9.',
    ),
    claim(
      {
        id: 'tokens/768px-compressed',
        title: 'Tokens at 768px, 4×32×32',
        published: 19_000,
        source: `${report}, appendix F.1`,
        tolerance: 0.04,
      },
      compressed,
      'Published as "19K"; 128 frames of 16:9. Once the patch is counted, 4 times fewer than 4×8×8; "16 times" counts latents.',
    ),
    parameterClaim(),
  ]
}

function parameterClaim(): Claim {
  const { parameters } = new Mmdit(profileVariants['4x8x8'].mmdit)
  const found = parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)
  return judged(
    {
      id: 'parameters',
      title: 'Parameters of the transformer',
      unit: 'parameters',
      published: 11e9,
      source: `${report}, table 3`,
      tolerance: 0.1,
    },
    {
      found,
      foundInterval: null,
      foundKind: 'counted',
      note: 'Published as "11B", without text encoders and autoencoder.',
    },
  )
}

/** How far a projected time may lie from the published one. */
const timeTolerance = 0.15

function timeClaims(residuals: readonly ProfileResidual[]): readonly Claim[] {
  return residuals.map(({ variant, workload, publishedSeconds, source, projected, fitted }) =>
    judged(
      {
        id: `time/${variant}/${workload.split(' ')[0]}/${projected.gpus}`,
        title: `${variant}, ${workload}, ${projected.gpus} × ${projected.hardware}`,
        unit: 's',
        published: publishedSeconds,
        source,
        tolerance: timeTolerance,
      },
      {
        found: projected.seconds,
        foundInterval: projected.interval,
        foundKind: 'projected',
        note: fitted
          ? 'One efficiency is fitted on the two times of one GPU.'
          : 'The fit has not seen this time.',
      },
    ),
  )
}

/** The published ">10×" at 768px; the range in which a projection without sight of it still supports it is 8 to 14. */
function speedupClaim(residuals: readonly ProfileResidual[]): Claim {
  const onOne = (variant: string) =>
    residuals.find(
      (each) => each.variant === variant && each.workload.startsWith('768px') && each.projected.gpus === 1,
    )
  const [slow, fast] = [onOne('4x8x8'), onOne('4x32x32')]
  const stated: Stated = {
    id: 'speedup/768px',
    title: 'Speed-up of the high-compression autoencoder at 768px on one GPU',
    unit: '×',
    published: publishedSpeedup,
    source: `${report}, section 3.1 and figure 4`,
    tolerance: 0.4,
  }
  if (!slow || !fast) {
    return judged(stated, {
      found: null,
      foundInterval: null,
      foundKind: null,
      note: 'No projection was made.',
    })
  }
  const { factor, interval } = projectedSpeedup(slow.projected, fast.projected)
  return judged(stated, {
    found: factor,
    foundInterval: [interval[0], interval[1]],
    foundKind: 'projected',
    note: 'Published as ">10×". The efficiency is that of the 4×8×8 model; the time of the other was not used.',
  })
}

/** Seconds of a training step on 8 GPUs, and its clips by GPU (technical report, figure 4). */
const trainingSteps = {
  '4x8x8': { seconds: 37.2, clips: 2 },
  '4x32x32': { seconds: 28.6, clips: 8 },
} as const

function trainingClaims(): readonly Claim[] {
  const slow = trainingSteps['4x8x8']
  const fast = trainingSteps['4x32x32']
  return [
    judged(
      {
        id: 'training/cost',
        title: 'Cost of training Open-Sora 2.0',
        unit: 'USD',
        published: 200_000,
        source: `${report}, table 2`,
        tolerance: 0.01,
      },
      {
        found: trainingCost().usd,
        foundInterval: null,
        foundKind: 'computed',
        note: 'GPU-days of three stages at 2 USD an hour; nothing was trained here.',
      },
    ),
    judged(
      {
        id: 'training/throughput',
        title: 'Training throughput of 4×32×32 over 4×8×8',
        unit: '×',
        published: 5.2,
        source: `${report}, section 3.1 and figure 4`,
        tolerance: 0.01,
      },
      {
        found: fast.clips / fast.seconds / (slow.clips / slow.seconds),
        foundInterval: null,
        foundKind: 'computed',
        note: 'From the published seconds and batch sizes; nothing was trained here.',
      },
    ),
  ]
}
