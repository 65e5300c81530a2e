import type { TotalName } from '../bench/records/dimension.ts'
import type { Coverage, Interval, RunResult, TotalResult } from '../bench/records/run-result.ts'

/** What stands where a number is missing; never a zero. */
export const missing = '—'

/** A value in its own unit, four decimals: enough for VBench's published two decimals of a percentage. */
export function formatValue(value: number | null): string {
  return value === null ? missing : value.toFixed(4).replace('-', '−')
}

/** A normalised value as a percentage with two decimals, as the VBench leaderboard shows it. */
export function formatPercent(value: number | null): string {
  return value === null ? missing : `${(value * 100).toFixed(2).replace('-', '−')} %`
}

/** `0.9121 to 0.9404`; bounds in the value's own unit. */
export function formatInterval(interval: Interval | null): string {
  return interval === null ? missing : `${formatValue(interval.low)} to ${formatValue(interval.high)}`
}

/** `118/120`. */
export function formatCoverage(coverage: Coverage): string {
  return `${coverage.covered}/${coverage.expected}`
}

/** `+0.0120` or `−0.0120`. */
export function formatDifference(value: number | null): string {
  if (value === null) return missing
  return value > 0 ? `+${formatValue(value)}` : formatValue(value)
}

/** `95 %` of an interval's level. */
export function formatLevel(interval: Interval): string {
  return `${Number((interval.level * 100).toFixed(2))} %`
}

/** Why a total is null, in one clause: `needs aesthetic quality and 4 more dimensions`. */
export function missingClause(total: TotalResult): string {
  const [first, ...rest] = total.missing.map((id) => id.replaceAll('-', ' '))
  if (first === undefined) return 'no dimension of it has a value'
  if (rest.length === 0) return `needs ${first}`
  return `needs ${first} and ${rest.length} more ${rest.length === 1 ? 'dimension' : 'dimensions'}`
}

/** Headings of totals and of the groups of dimensions that they sum up. */
export const totalTitles: Readonly<Record<TotalName, string>> = {
  quality: 'Quality',
  semantic: 'Semantic',
  i2v: 'Image to video',
  total: 'Total',
}

/** Name of what was measured. Only VBench's own backbones make it VBench; another profile is named with the suite. */
export function headingOf({
  suite,
  profile,
  protocol,
}: Pick<RunResult, 'suite' | 'profile' | 'protocol'>): string {
  const title = protocol === 'vbench-long' ? `${suite.title}-Long` : suite.title
  return profile.notice === null ? title : `${title} suite, ${profile.id} profile`
}

/** Beside every table of VBench-Long. */
export const longNotice =
  'VBench-Long: the clips are 5 s or longer and were scored in segments. Not comparable with VBench'

/** Text with a full stop, where it has no end of its own. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** `1 clip`, `2 clips`. */
export function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

/** `2026-05-04 10:00 UTC` of an ISO date. */
export function formatDate(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
