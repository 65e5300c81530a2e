import type { RefObject } from 'preact'
import { useTexts } from './language.tsx'

// bench/records/vote.ts: longest comment, characters.
const commentLimit = 2000
const nearLimit = 200

interface CommentFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly value: string
  readonly onInput: (value: string) => void
}

/** Free words; how many are left is said only when it matters. */
export function CommentField({ field, value, onInput }: CommentFieldProps) {
  const t = useTexts()
  const left = commentLimit - value.length
  return (
    <label class="comment">
      <span>{t('form.comment')}</span>
      <textarea
        ref={field}
        rows={1}
        maxLength={commentLimit}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {left < nearLimit && <small>{t('form.commentLeft', { count: left })}</small>}
    </label>
  )
}
