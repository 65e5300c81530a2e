import type { RunResult } from '../bench/records/run-result.ts'
import { type PublishedRow, publishedOrder, publishedRows } from './published-rows.ts'

/** Said wherever published numbers are shown. */
export const publishedNotice =
  'Published by others, not measured here: VBench 1.0 as each publisher ran it, rounded as printed. ' +
  'Their prompts may have been rewritten and their clips be of other lengths; half precision alone moves a score by up to 0.05 points.'

/**
 * The published rows that may stand beside a run: only VBench's own networks, on its own prompts, with clips of its own
 * protocol. Empty for anything else.
 */
export function publishedBeside({
  suite,
  profile,
  protocol,
}: Pick<RunResult, 'suite' | 'profile' | 'protocol'>): readonly PublishedRow[] {
  const isVbench = suite.id === 'vbench' && profile.id === 'official' && profile.notice === null
  return isVbench && protocol === 'vbench' ? publishedRows : []
}

/** The published percentage of a dimension, which is the raw value times 100. */
export function publishedDimension(row: PublishedRow, id: string): number | null {
  const index = (publishedOrder as readonly string[]).indexOf(id)
  return row.dimensions?.[index] ?? null
}

/** `84.34 %`, as printed at the source. */
export const formatPublished = (percent: number | null) =>
  percent === null ? '—' : `${percent.toFixed(2)} %`
