import type { Answers } from '../../../records/vote.ts'
import type { ApiErrorCode, Completion, ItemView, Progress, SessionAnswer } from '../../api.ts'
import type { TextKey } from '../texts/texts.ts'
import type { AnsweredItem } from './outbox-store.ts'

export interface Notice {
  readonly text: TextKey
  readonly facts?: Readonly<Record<string, string | number>>
}

export interface RaterState {
  readonly session: SessionAnswer | null
  /** With what waits in the outbox. */
  readonly progress: Progress | null
  readonly completion: Completion | null
  /** The items to judge as far as they are known, the one on show first. */
  readonly open: readonly ItemView[]
  /** What was answered before it was taken back, by item. */
  readonly former: ReadonlyMap<string, AnsweredItem>
  readonly canUndo: boolean
  /** Votes that are not confirmed. */
  readonly waiting: number
  /** Whether the last request got an answer. */
  readonly connected: boolean
  /** False when votes are lost by closing the page. */
  readonly durable: boolean
  readonly stopped: ApiErrorCode | null
  readonly notice: Notice | null
}

/** What the form knows when the rater saves. */
export interface CastVote {
  readonly item: ItemView
  readonly answers: Answers
  readonly comment: string
  readonly watchedSeconds: number
  readonly decisionSeconds: number
}

export const initialState: RaterState = {
  session: null,
  progress: null,
  completion: null,
  open: [],
  former: new Map(),
  canUndo: false,
  waiting: 0,
  connected: true,
  durable: true,
  stopped: null,
  notice: null,
}
