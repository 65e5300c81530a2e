import type { Aspect } from '../../bench/records/vote.ts'
import { vbenchDimensions } from '../vbench/dimensions.ts'

/** People's judgement of generated videos. It has no prompt list of its own: clips bring theirs. */
export const preference = {
  id: 'preference',
  title: 'Human preference',
  description: 'People compare or rate the clips of several models without knowing whose they are.',
  aspects: [
    { id: 'visual-quality', title: 'Visual quality' },
    { id: 'prompt-following', title: 'Prompt following' },
    { id: 'motion-quality', title: 'Motion quality' },
  ],
} as const satisfies {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly aspects: readonly { readonly id: Aspect; readonly title: string }[]
}

/** Titles of everything that a form can ask about, by id. */
export const questionTitles: Readonly<Record<string, string>> = Object.fromEntries(
  [...preference.aspects, ...vbenchDimensions].map(({ id, title }) => [id, title]),
)
