import type { KeyPlace } from '../keys.ts'

/** What kind of place has the focus. */
export function keyPlace(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'page'
  if (target.closest('dialog') !== null) return 'dialog'
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return 'text'
  if (target instanceof HTMLInputElement) {
    if (target.type === 'radio' || target.type === 'range') return 'radio'
    return target.type === 'checkbox' ? 'button' : 'text'
  }
  return target.closest('button, a, summary') === null ? 'page' : 'button'
}
