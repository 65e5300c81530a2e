import { useEffect, useRef } from 'preact/hooks'
import type { Form } from '../../../records/vote.ts'
import { keyList } from '../keys.ts'
import { Store } from '../store.ts'
import { useTexts } from './language.tsx'
import { remember, remembered } from './remembered.ts'
import { useStore } from './use-store.ts'

const storageKey = 'opensora-bench-single-keys'
const singleKeys = new Store(remembered(storageKey) !== 'off')

/** Whether keys of one character act. */
export const useSingleKeys = () => useStore(singleKeys, (value) => value)

interface ShortcutsProps {
  readonly open: boolean
  readonly kind: Form['kind']
  readonly onClose: () => void
}

/** What each key does. */
export function Shortcuts({ open, kind, onClose }: ShortcutsProps) {
  const t = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const on = useSingleKeys()
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  const rows = keyList.filter(
    ({ text }) => kind !== 'rating' || (text !== 'keys.swap' && text !== 'keys.place'),
  )
  return (
    <dialog ref={dialog} class="shortcuts" aria-labelledby="shortcuts-title" onClose={onClose}>
      <h2 id="shortcuts-title">{t('keys.title')}</h2>
      <dl>
        {rows.map(({ keys, text }) => (
          <div key={text}>
            <dt>{keys.map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{t(text === 'keys.choose' && kind === 'rating' ? 'keys.chooseRating' : text)}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-foot">
        <label>
          <input
            type="checkbox"
            checked={on}
            onChange={({ currentTarget }) => {
              remember(storageKey, currentTarget.checked ? 'on' : 'off')
              singleKeys.set(currentTarget.checked)
            }}
          />{' '}
          {t('keys.enabled')}
        </label>
        <button type="button" class="primary" onClick={onClose}>
          {t('page.close')}
        </button>
      </div>
    </dialog>
  )
}
