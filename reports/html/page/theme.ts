import { darkPalette, lightPalette, type Palette } from '../../palette.ts'
import { h } from './element.ts'

export interface Theme {
  readonly toggle: HTMLElement
  /** Calls back now and whenever the palette changes; paper gets the light one. */
  onPalette(listener: (palette: Palette) => void): void
}

const storageKey = 'opensora-bench-theme'

/** The system's choice until the reader makes one, which is kept where the browser allows it. */
export function theme(): Theme {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const listeners: ((palette: Palette) => void)[] = []
  let chosen = stored()
  let printing = false
  const toggle = h('button', {
    type: 'button',
    class: 'theme',
    onclick: () => {
      chosen = isDark() ? 'light' : 'dark'
      store(chosen)
      apply()
    },
  })

  const isDark = () => (chosen === null ? system.matches : chosen === 'dark')
  const palette = () => (isDark() && !printing ? darkPalette : lightPalette)

  function apply() {
    if (chosen !== null) document.documentElement.dataset.theme = chosen
    toggle.textContent = isDark() ? 'Light theme' : 'Dark theme'
    for (const listener of listeners) listener(palette())
  }

  system.addEventListener('change', apply)
  for (const [event, value] of [
    ['beforeprint', true],
    ['afterprint', false],
  ] as const) {
    window.addEventListener(event, () => {
      printing = value
      apply()
    })
  }
  apply()
  return {
    toggle,
    onPalette(listener) {
      listeners.push(listener)
      listener(palette())
    },
  }
}

function stored(): 'light' | 'dark' | null {
  try {
    const value = window.localStorage.getItem(storageKey)
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null
  }
}

function store(value: string) {
  try {
    window.localStorage.setItem(storageKey, value)
  } catch {
    // A page from file:// may have no storage: the choice then lasts as long as the page.
  }
}
