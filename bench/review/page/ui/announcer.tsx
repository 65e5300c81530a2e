import { Store } from '../store.ts'
import { useStore } from './use-store.ts'

const said = new Store({ text: '', turn: 0 })

/** Says a text to screen readers; the same text twice is said twice. */
export function announce(text: string): void {
  said.set({ text, turn: said.value.turn + 1 })
}

/** Where announcements stand; once in a page. */
export function Announcer() {
  const { text, turn } = useStore(said, (value) => value)
  // Two places in turn: a reader speaks when the text of one changes.
  return (
    <div class="unseen">
      <p role="status">{turn % 2 === 0 ? text : ''}</p>
      <p role="status">{turn % 2 === 1 ? text : ''}</p>
    </div>
  )
}
