import type { QuestionResult, RaterResult } from '../../bench/records/preference-result.ts'
import type { StudyClip, StudyPrompt } from '../../bench/records/study-plan.ts'
import type { Item, Rater, Study, Vote } from '../../bench/records/vote.ts'

export type AnswerVote = Extract<Vote, { kind: 'answer' }>

/** What a store knows of a study, read whole. */
export interface VotesInput {
  readonly study: Study
  readonly prompts: readonly StudyPrompt[]
  readonly clips: readonly StudyClip[]
  readonly items: readonly Item[]
  readonly raters: readonly Rater[]
  /** Items of each rater, by rater id. */
  readonly assignments: ReadonlyMap<string, readonly string[]>
  /** The answers that stand: each rater's last one to each item, without those taken back. */
  readonly answers: readonly AnswerVote[]
  /** Titles of aspects and dimensions, by id. */
  readonly titles: Readonly<Record<string, string>>
  readonly bootstrap: { readonly resamples: number; readonly level: number }
}

/** What the votes say. */
export interface PreferenceScores {
  readonly progress: { readonly answered: number; readonly planned: number }
  readonly raters: readonly RaterResult[]
  readonly questions: readonly QuestionResult[]
}

/** An evaluator whose input is people's votes instead of a clip's frames. */
export interface VotesEvaluator {
  readonly meta: {
    readonly id: 'human-preference'
    readonly title: string
    /** Of a pair's score. */
    readonly unit: string
    readonly range: readonly [low: number, high: number]
    readonly higherIsBetter: boolean
    /** Raised whenever the same votes may give other numbers. */
    readonly version: number
    readonly needs: readonly ['votes']
    readonly citation: string
  }
  /** Pure: same votes, same scores. */
  score(input: VotesInput): PreferenceScores
  /** The part that is shown before the results are: nothing in it tells who is preferred. */
  quality(input: VotesInput): Pick<PreferenceScores, 'progress' | 'raters'>
}
