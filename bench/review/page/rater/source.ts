import type {
  ApiErrorCode,
  ItemsAnswer,
  SessionAnswer,
  TroubleRequest,
  VoteSubmission,
  VotesAnswer,
} from '../../api.ts'

/** Where items come from and votes go: a server, or a folder of files. */
export interface RaterSource {
  session(): Promise<SessionAnswer>
  /** The next items, the one to show first. */
  items(count: number): Promise<ItemsAnswer>
  /** Delivers votes in this order. May be called again with the same ones: each counts once. */
  send(votes: readonly VoteSubmission[]): Promise<VotesAnswer>
  /** Sets an item aside that can't be shown. */
  trouble(request: TroubleRequest): Promise<ItemsAnswer>
}

/** The source answered with a refusal; `code` is null when the answer is not one of ours. */
export class Refusal extends Error {
  readonly code: ApiErrorCode | null
  readonly retryAfterSeconds: number | null

  constructor(code: ApiErrorCode | null, message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Refusals that asking again does not change: the rater is told, and votes stay in the outbox. */
export const finalRefusals: readonly (ApiErrorCode | null)[] = [
  'no-token',
  'wrong-token',
  'revoked',
  'ended',
  'no-place',
  'closed',
]
