import type { Player } from '../player/player.ts'
import { useTexts } from './language.tsx'
import { useStore } from './use-store.ts'

interface SubmitBarProps {
  readonly player: Player
  readonly minimumWatchSeconds: number
  readonly complete: boolean
  /** Null while there is nothing to undo. */
  readonly onUndo: (() => void) | null
}

/** Undo and save. The button that can't be used yet says why, and can still be reached by the keyboard. */
export function SubmitBar({ player, minimumWatchSeconds, complete, onUndo }: SubmitBarProps) {
  const t = useTexts()
  // Follows the pictures on the screen; drawn again only when the whole second changes.
  const missing = useStore(player.state, () =>
    Math.max(0, Math.ceil(minimumWatchSeconds - player.watched.seconds)),
  )
  const reason = missing > 0 ? t('form.watch', { seconds: missing }) : complete ? '' : t('form.missing')
  return (
    <div class="submit-bar">
      <button type="button" class="plain" onClick={onUndo ?? undefined} disabled={onUndo === null}>
        {t('form.undo')}
      </button>
      <span class="reason" id="reason">
        {reason}
      </span>
      <button type="submit" class="primary" aria-disabled={reason !== ''} aria-describedby="reason">
        {t('form.submit')}
      </button>
    </div>
  )
}
