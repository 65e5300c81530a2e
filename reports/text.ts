// Control characters, the marks that turn text direction, line separators, and the byte-order mark.
const unprintable = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu

/** Text on one line without control characters: what a stranger's prompt or path may become in a terminal or a table. */
export function oneLine(text: string): string {
  return text.replace(unprintable, ' ').trim()
}

/** At most `length` characters; a cut ends in an ellipsis. Never splits a surrogate pair. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, Math.max(0, length - 1))
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** A label as a file name: letters, digits, dot, dash and underscore stay; never empty, never hidden, never a path. */
export function safeFileName(label: string): string {
  const name = label
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
  return name === '' ? 'model' : name.slice(0, 100)
}
