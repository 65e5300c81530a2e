/** A choice of the reader that this browser keeps, null when there is none or nothing is kept here. */
export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

export function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
