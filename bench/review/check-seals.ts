import type { z } from 'zod'
import type { TroubleRequest, VoteSubmission } from './api.ts'
import { type OfflineIssue, sealedTroubleSchema, sealedVoteSchema } from './offline-votes.ts'
import type { OfflineEntry, OfflineFile, RefusedLine } from './read-offline-votes.ts'
import { firstSeal, lastSeal, sealOf, sealOfTrouble } from './seal-votes.ts'

export interface SealedLines {
  readonly votes: readonly { readonly line: number; readonly vote: VoteSubmission }[]
  /** Items that the form could not show. */
  readonly troubles: readonly { readonly line: number; readonly trouble: TroubleRequest }[]
  readonly refused: readonly RefusedLine[]
}

/** A line's seal holds the seal before it, so each line can be checked although another one is wrong. */
export function checkSeals(issue: OfflineIssue, { entries, tail }: OfflineFile): SealedLines {
  const votes: SealedLines['votes'][number][] = []
  const troubles: SealedLines['troubles'][number][] = []
  const refused: RefusedLine[] = []
  let before = firstSeal(issue)
  for (const entry of entries) {
    const { line, value } = entry
    const checked = isTrouble(value) ? checkTrouble(issue, before, value) : checkVote(issue, before, value)
    if (typeof checked === 'string') refused.push({ line, found: checked })
    else if ('vote' in checked) votes.push({ line, ...checked })
    else troubles.push({ line, ...checked })
    before = sealText(value) ?? before
  }
  const count = entries.filter(({ value }) => !isTrouble(value)).length
  if (tail !== null && tail.seal !== lastSeal(issue, before, tail.count)) {
    refused.push({ line: tail.line, found: 'the seal of the whole file does not fit: its end was changed' })
  } else if (tail !== null && tail.count !== count) {
    const found = `it says ${tail.count} votes, found ${count}: lines were removed or added`
    refused.push({ line: tail.line, found })
  }
  return { votes, troubles, refused }
}

const isTrouble = (value: OfflineEntry['value']) =>
  typeof value === 'object' && value !== null && 'trouble' in value

function checkVote(
  issue: OfflineIssue,
  before: string,
  value: unknown,
): { readonly vote: VoteSubmission } | string {
  const parsed = sealedVoteSchema.safeParse(value)
  if (!parsed.success) return `not a vote: ${firstProblem(parsed.error)}`
  // The seal is over the text that the form wrote, whose members stand in their first order.
  const { vote } = value as { vote: VoteSubmission }
  const { seal, vote: checked } = parsed.data
  return seal === sealOf(issue, before, vote) ? { vote: checked } : otherSeal('vote')
}

function checkTrouble(
  issue: OfflineIssue,
  before: string,
  value: unknown,
): { readonly trouble: TroubleRequest } | string {
  const parsed = sealedTroubleSchema.safeParse(value)
  if (!parsed.success) return `not an item that could not be shown: ${firstProblem(parsed.error)}`
  const { trouble } = value as { trouble: TroubleRequest }
  const { seal, trouble: checked } = parsed.data
  return seal === sealOfTrouble(issue, before, trouble) ? { trouble: checked } : otherSeal('line')
}

const firstProblem = ({ issues: [problem] }: z.ZodError) =>
  `${problem?.path.join('.') || 'the line'}: ${problem?.message}`

const otherSeal = (what: string) =>
  `the seal does not fit: this ${what} was changed, or lines before it were removed, added or moved`

function sealText(value: unknown): string | null {
  const seal = (value as { seal?: unknown } | null)?.seal
  return typeof seal === 'string' ? seal : null
}
