import { useEffect, useRef } from 'preact/hooks'
import type { Form } from '../../../records/vote.ts'
import type { Progress } from '../../api.ts'
import { useTexts } from './language.tsx'

interface WelcomeProps {
  readonly kind: Form['kind']
  readonly progress: Progress
  readonly onStart: () => void
  /** Hands over what there is so far; null where a server has it. */
  readonly onSave: (() => void) | null
}

/** What the rater should know before the first item. */
export function Welcome({ kind, progress, onStart, onSave }: WelcomeProps) {
  const t = useTexts()
  const { practiceLeft, total, answered, setAside } = progress
  const started = answered > 0
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  const practice =
    practiceLeft === 0
      ? null
      : practiceLeft === 1
        ? t('welcome.practiceOne')
        : t('welcome.practice', { count: practiceLeft })
  return (
    <div class="welcome">
      <h1 tabIndex={-1}>{t(kind === 'rating' ? 'welcome.titleRating' : 'welcome.title')}</h1>
      <p class="large">{t(kind === 'rating' ? 'welcome.rating' : 'welcome.pair')}</p>
      <ul>
        <li>{t('welcome.honest')}</li>
        <li>{t('welcome.tools')}</li>
        <li>{t(onSave !== null ? 'welcome.savedOffline' : 'welcome.saved')}</li>
      </ul>
      <p class="amount">
        {practice} {t('welcome.amount', { count: total - answered - setAside })}
      </p>
      <button type="button" class="primary big" onClick={onStart} ref={button}>
        {t(started ? 'welcome.resume' : 'welcome.start')}
      </button>
      {started && onSave !== null && (
        <button type="button" class="plain" onClick={onSave}>
          {t('done.save')}
        </button>
      )}
    </div>
  )
}
