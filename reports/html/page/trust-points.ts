import type { DimensionResult } from '../../../bench/records/run-result.ts'
import { formatCoverage, formatLevel, plural, sentence } from '../../format.ts'
import type { PageData } from '../page-data.ts'

export interface TrustPoint {
  readonly title: string
  readonly text: string
}

// Below it, a percentile bootstrap of a mean is known to be too narrow: Efron and Tibshirani, "An Introduction to the
// Bootstrap" (1993), sections 13 and 14, show coverage short of its level for samples of this size.
const fewPrompts = 20
// A mean this near to 1 leaves less room than the fourth decimal that is shown resolves reliably.
const ceiling = 0.995

/** What the reader should know before relying on the numbers, derived from the run; nothing that does not apply. */
export function trustPoints(page: PageData): TrustPoint[] {
  return [
    measured(page),
    coverage(page),
    intervals(page),
    small(page),
    atCeiling(page),
    totals(page),
    comparable(page),
    again(page),
  ].filter((point) => point !== null)
}

function measured({ run }: PageData): TrustPoint {
  const { id, title, notice } = run.profile
  const { parity } = run
  return {
    title: 'What was measured',
    text:
      notice === null
        ? `The backbones that VBench itself uses (profile “${title}”), in this package’s own implementation. ${parityText(parity)}`
        : `${sentence(notice)} The profile is “${id}” (${title}).`,
  }
}

function parityText(parity: PageData['run']['parity']): string {
  if (parity === undefined) {
    return 'Nothing says how far this machine’s numbers lie from upstream’s: “bench parity --suite vbench” writes a certificate, and the next run shows it here.'
  }
  return parity.passed
    ? 'On this machine every network holds the recorded cases of upstream’s code: the table below.'
    : 'On this machine some networks leave their tolerance: the table below names them, and the dimensions that they score are in doubt.'
}

function coverage({ run }: PageData): TrustPoint {
  const gaps = run.models.flatMap(({ model, clips, dimensions }) => {
    const partial = dimensions.filter(({ value, coverage: c }) => value !== null && c.covered < c.expected)
    if (clips.covered === clips.expected && partial.length === 0) return []
    const worst = partial.toSorted((a, b) => share(a) - share(b))[0]
    const least =
      worst === undefined
        ? ''
        : `; least covered: ${worst.title.toLowerCase()}, ${formatCoverage(worst.coverage)}`
    return [`${model} has ${formatCoverage(clips)} clips${least}`]
  })
  return gaps.length === 0
    ? {
        title: 'Coverage',
        text: 'Every planned clip exists, and every measured dimension covers all of its clips.',
      }
    : {
        title: 'Coverage',
        text: `Part is missing: ${gaps.join('. ')}. Means are over what is there; if the missing clips are the hard ones, they are too high.`,
      }
}

const share = ({ coverage: { covered, expected } }: DimensionResult) => covered / expected

function intervals({ run }: PageData): TrustPoint | null {
  const interval = run.models
    .flatMap(({ dimensions }) => dimensions)
    .find((each) => each.interval !== null)?.interval
  if (interval == null) return null
  return {
    title: 'Intervals',
    text: `${formatLevel(interval)} intervals from a seeded bootstrap that draws prompts again, with all their samples. They say how far a mean would move with other prompts of the same kind. They hold no error of the measuring networks and no bias of the prompt list. Overlapping intervals do not prove two models equal: compare runs in pairs with “bench compare”.`,
  }
}

function small(page: PageData): TrustPoint | null {
  const { scores, items, run } = page
  const few = Object.entries(scores).flatMap(([id, { item, value }]) => {
    const prompts = new Set(item.filter((_, k) => value[k] !== null).map((index) => items.prompt[index]))
    const title = run.models[0]?.dimensions.find((each) => each.id === id)?.title ?? id
    return prompts.size > 0 && prompts.size < fewPrompts ? [`${title.toLowerCase()} (${prompts.size})`] : []
  })
  if (few.length === 0) return null
  return {
    title: 'Few prompts',
    text: `Fewer than ${fewPrompts} prompts: ${few.join(', ')}. Bootstrap intervals of so few are too narrow.`,
  }
}

function atCeiling({ run }: PageData): TrustPoint | null {
  const high = run.models.flatMap(({ model, dimensions }) =>
    dimensions
      .filter(({ value }) => value !== null && value >= ceiling)
      .map(({ title }) =>
        run.models.length > 1 ? `${title.toLowerCase()} of ${model}` : title.toLowerCase(),
      ),
  )
  if (high.length === 0) return null
  return {
    title: 'At the ceiling',
    text: `Close to the largest possible value: ${high.join(', ')}. Better models can’t be told apart there.`,
  }
}

function totals({ run }: PageData): TrustPoint {
  const null_ = run.models.filter(({ total }) => total.value === null)
  const rule = run.models.some(({ i2v }) => i2v !== undefined)
    ? 'Quality and image to video are weighted means of normalised values (dynamic degree counts half, camera motion a tenth), total is the mean of both, nothing clamped, as VBench-I2V does it.'
    : 'Quality and semantic are weighted means of normalised values (dynamic degree counts half), total is four parts quality and one part semantic, nothing clamped, as VBench does it.'
  return {
    title: 'Totals',
    text:
      null_.length === 0
        ? rule
        : `${rule} A total stays empty until every dimension of it has a value: a missing dimension is never counted as zero.`,
  }
}

function comparable({ run }: PageData): TrustPoint {
  return {
    title: 'What to compare with',
    text: `Runs of profile “${run.profile.id}” on the prompt list “${run.promptList.name}” (${plural(run.promptList.count, 'prompt')}, SHA-256 ${run.promptList.sha256.slice(0, 12)}…) with the same evaluator versions. Anything else is another measurement.`,
  }
}

function again({ run: { manifest } }: PageData): TrustPoint {
  return {
    title: 'To make it again',
    text: `Seed ${manifest.seed}, opensora-bench ${manifest.software.bench}, ${manifest.software.decoder}, weights by checksum: the manifest below has all of it.`,
  }
}
