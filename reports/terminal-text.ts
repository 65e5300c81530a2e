// SGR sequences take no columns. The escape character is built, so that no control character stands in a pattern.
const escapeCharacter = String.fromCharCode(27)
const sgr = new RegExp(`(${escapeCharacter}\\[\\d+m)`)
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that text takes in a terminal: two for East Asian wide characters and emoji, none for SGR sequences. */
export function displayWidth(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(visible(text))) width += graphemeWidth(segment)
  return width
}

/** Text filled with spaces up to a width. */
export function padToWidth(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return right ? `${space}${text}` : `${text}${space}`
}

/** Text cut to a width with an ellipsis; colour that was on is switched off at the cut. */
export function truncateToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const part of text.split(sgr)) {
    if (part.startsWith(escapeCharacter)) {
      kept += part
      continue
    }
    for (const { segment } of segmenter.segment(part)) {
      used += graphemeWidth(segment)
      if (used > width - 1) return `${kept}…${kept.includes(escapeCharacter) ? `${escapeCharacter}[0m` : ''}`
      kept += segment
    }
  }
  return kept
}

// Unicode Standard Annex 11, East Asian Width W and F, by block; and emoji presentation.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

const visible = (text: string) =>
  text
    .split(sgr)
    .filter((part) => !part.startsWith(escapeCharacter))
    .join('')

const graphemeWidth = (grapheme: string) => (wide.test(grapheme) ? 2 : 1)
