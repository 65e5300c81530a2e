/** What a key can do on the rater's page. */
export type KeyAct =
  | { readonly kind: 'play' | 'restart' | 'loop' | 'place' | 'swap' | 'fullscreen' }
  | { readonly kind: 'comment' | 'submit' | 'undo' | 'help' }
  | { readonly kind: 'step'; readonly by: -1 | 1 }
  | { readonly kind: 'speed'; readonly by: -1 | 1 }
  | { readonly kind: 'question'; readonly by: -1 | 1 }
  /** The n-th answer of the marked question, as numbered on the screen. */
  | { readonly kind: 'choose'; readonly digit: number }

/** Where the focus is, as far as keys care. */
export type KeyPlace = 'text' | 'radio' | 'button' | 'dialog' | 'page'

export interface PressedKey {
  readonly key: string
  /** Control, Alt or Meta: such keys are the browser's. */
  readonly modified: boolean
  readonly place: KeyPlace
}

const acts: Readonly<Record<string, KeyAct>> = {
  ' ': { kind: 'play' },
  k: { kind: 'play' },
  ArrowLeft: { kind: 'step', by: -1 },
  ArrowRight: { kind: 'step', by: 1 },
  ',': { kind: 'step', by: -1 },
  '.': { kind: 'step', by: 1 },
  r: { kind: 'restart' },
  Home: { kind: 'restart' },
  '[': { kind: 'speed', by: -1 },
  ']': { kind: 'speed', by: 1 },
  '-': { kind: 'speed', by: -1 },
  '+': { kind: 'speed', by: 1 },
  '=': { kind: 'speed', by: 1 },
  l: { kind: 'loop' },
  s: { kind: 'place' },
  x: { kind: 'swap' },
  f: { kind: 'fullscreen' },
  ArrowUp: { kind: 'question', by: -1 },
  ArrowDown: { kind: 'question', by: 1 },
  c: { kind: 'comment' },
  Enter: { kind: 'submit' },
  u: { kind: 'undo' },
  '?': { kind: 'help' },
}

/** Keys that have a meaning of their own where the focus is. */
const own: Readonly<Record<KeyPlace, (key: string) => boolean>> = {
  text: () => true,
  dialog: () => true,
  radio: (key) => key === 'ArrowLeft' || key === 'ArrowRight',
  button: (key) => key === ' ' || key === 'Enter',
  page: () => false,
}

/**
 * The act of a key, or null when the key is the browser's.
 *
 * @param singles whether keys of one character act; a rater who speaks to the computer switches them off (WCAG 2.1.4)
 */
export function keyAct({ key, modified, place }: PressedKey, singles: boolean): KeyAct | null {
  if (modified || own[place](key)) return null
  if (!singles && key.length === 1) return null
  if (/^[0-9]$/.test(key)) return { kind: 'choose', digit: Number(key) }
  return acts[key.length === 1 ? key.toLowerCase() : key] ?? null
}

/** The list that `?` shows: keys as printed on the keyboard, and what they do. */
export const keyList = [
  { keys: ['Space', 'K'], text: 'keys.play' },
  { keys: ['←', '→', ',', '.'], text: 'keys.step' },
  { keys: ['R'], text: 'keys.restart' },
  { keys: ['[', ']'], text: 'keys.speed' },
  { keys: ['L'], text: 'keys.loop' },
  { keys: ['X'], text: 'keys.swap' },
  { keys: ['S'], text: 'keys.place' },
  { keys: ['F'], text: 'keys.fullscreen' },
  { keys: ['↑', '↓'], text: 'keys.question' },
  { keys: ['1', '…', '5'], text: 'keys.choose' },
  { keys: ['C'], text: 'keys.comment' },
  { keys: ['Enter'], text: 'keys.submit' },
  { keys: ['U'], text: 'keys.undo' },
  { keys: ['?'], text: 'keys.help' },
] as const
