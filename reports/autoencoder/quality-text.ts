import type { QualityRow, QualityScore } from '../../bench/records/autoencoder-result.ts'
import type { Problem } from '../../bench/records/problem.ts'
import { missing } from '../format.ts'
import { groupBy } from '../group.ts'
import { variantName } from './names.ts'
import { formatNumber } from './quantities.ts'

interface QualityColumn {
  readonly id: 'psnr' | 'ssim' | 'lpips' | 'addedFlicker' | 'seams'
  /** With its unit, and which way is better. */
  readonly title: string
  of(row: QualityRow): QualityScore
}

/** The measures of a reconstruction, in the order of tables. */
export const qualityColumns: readonly QualityColumn[] = [
  { id: 'psnr', title: 'PSNR, dB ↑', of: ({ psnr }) => psnr },
  { id: 'ssim', title: 'SSIM ↑', of: ({ ssim }) => ssim },
  { id: 'lpips', title: 'LPIPS ↓', of: ({ lpips }) => lpips },
  { id: 'addedFlicker', title: 'Added flicker, levels ↓', of: ({ addedFlicker }) => addedFlicker },
  { id: 'seams', title: 'Seams, 1 is none ↓', of: ({ seams }) => seams },
]

/** A score as value and interval. */
export function scoreText(score: QualityScore): { readonly value: string; readonly note: string | null } {
  if (score.status === 'infinite') return { value: '∞', note: 'no byte differs' }
  if (score.status === 'unscored') return { value: `${missing} unscored`, note: null }
  const { value, interval } = score
  const note = interval === null ? null : `${digits(interval.low)} to ${digits(interval.high)}`
  return { value: digits(value), note }
}

/** Four digits below one, where models differ in the third; three significant ones above. */
const digits = (value: number) =>
  value !== 0 && Math.abs(value) < 1 ? value.toFixed(4).replace('-', '−') : formatNumber(value)

/** Why scores are missing: each reason once, with what lacks it. */
export function qualityReasons(
  rows: readonly QualityRow[],
): readonly { readonly what: string; readonly problem: Problem }[] {
  const known = new Map<string, { variants: Set<string>; columns: Set<string>; problem: Problem }>()
  for (const row of rows) {
    for (const { title, of } of qualityColumns) {
      const score = of(row)
      if (score.status !== 'unscored') continue
      const key = `${score.reason.code}\n${score.reason.message}`
      const entry = known.get(key) ?? { variants: new Set(), columns: new Set(), problem: score.reason }
      entry.variants.add(variantName(row.variant))
      entry.columns.add(title.split(/[ ,]/)[0]!)
      known.set(key, entry)
    }
  }
  const unscored = [...known.values()].map(({ variants, columns, problem }) => {
    const what = columns.size === qualityColumns.length ? 'Reconstruction' : [...columns].join(', ')
    // the measure stands before the reason already
    const message = problem.message.replace(/^\w+: (.)/, (_, first: string) => first.toUpperCase())
    return { what: `${what} of ${[...variants].join(' and ')}`, problem: { ...problem, message } }
  })
  return [...unscored, ...clipReasons(rows)]
}

/** Clips that could not be reconstructed, each reason once. */
function clipReasons(rows: readonly QualityRow[]) {
  const failed = rows
    .filter(({ clips }) => clips.length > 0)
    .flatMap((row) => row.failed.map((each) => ({ ...each, variant: variantName(row.variant) })))
  const byReason = groupBy(failed, ({ clip, problem }) => `${clip}\n${problem.message}`)
  return [...byReason.values()].map((own) => ({
    what: `${own[0]!.clip} with ${[...new Set(own.map(({ variant }) => variant))].join(' and ')}`,
    problem: own[0]!.problem,
  }))
}
