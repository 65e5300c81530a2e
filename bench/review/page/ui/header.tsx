import type { ItemView } from '../../api.ts'
import type { Rater } from '../rater/rater.ts'
import { Icon } from './icon.tsx'
import { LanguageSelect, useTexts } from './language.tsx'
import { placeText } from './place-text.ts'
import { useStore } from './use-store.ts'

interface HeaderProps {
  readonly rater: Rater
  readonly item: ItemView | undefined
  readonly offline: boolean
  readonly onHelp: () => void
}

/** Where the rater is, whether everything is saved, and the page's own settings. */
export function Header({ rater, item, offline, onHelp }: HeaderProps) {
  const t = useTexts()
  return (
    <header class="head">
      <Place rater={rater} item={item} />
      <SaveState rater={rater} offline={offline} />
      <span class="stretch" />
      <button
        type="button"
        class="icon-button keys-button"
        aria-label={t('keys.open')}
        title={t('keys.open')}
        onClick={onHelp}
      >
        ?
      </button>
      <LanguageSelect />
    </header>
  )
}

function Place({ rater, item }: Pick<HeaderProps, 'rater' | 'item'>) {
  const t = useTexts()
  const progress = useStore(rater.state, (state) => state.progress)
  if (progress === null) return null
  const { answered, total, setAside } = progress
  return (
    <div class="place">
      <span class="place-text">{placeText(t, item, progress)}</span>
      <progress aria-label={t('progress.label')} max={Math.max(1, total)} value={answered + setAside} />
    </div>
  )
}

function SaveState({ rater, offline }: Pick<HeaderProps, 'rater' | 'offline'>) {
  const t = useTexts()
  const waiting = useStore(rater.state, (state) => state.waiting)
  const connected = useStore(rater.state, (state) => state.connected)
  const durable = useStore(rater.state, (state) => state.durable)
  const text = !durable
    ? t('saved.memory')
    : offline
      ? t('saved.local')
      : waiting > 0
        ? connected
          ? t('saved.sending')
          : t('saved.waiting', { count: waiting })
        : t('saved.all')
  const calm = durable && (offline || waiting === 0 || connected)
  return (
    <p class={calm ? 'saved' : 'saved open'} role="status" data-waiting={waiting}>
      <Icon name={waiting === 0 ? 'check' : 'clock'} />
      <span>{text}</span>
    </p>
  )
}
