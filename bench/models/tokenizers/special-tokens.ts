/** A token that is matched in the text as it stands, before anything else. */
export interface SpecialToken {
  readonly text: string
  readonly id: number
  /** Whether white space beside it belongs to it. */
  readonly takesSpaces: boolean
}

/** A text cut at its special tokens: their ids, and the parts between them. */
export function splitSpecialTokens(text: string, tokens: readonly SpecialToken[]): (number | string)[] {
  if (tokens.length === 0) return text === '' ? [] : [text]
  // the longest first, so that no token hides another that it begins
  const sorted = [...tokens].sort((a, b) => b.text.length - a.text.length)
  const pattern = new RegExp(`(${sorted.map((token) => escapePattern(token.text)).join('|')})`, 'u')
  const byText = new Map(tokens.map((token) => [token.text, token]))
  const parts = text.split(pattern)
  return parts.flatMap((part, i): (number | string)[] => {
    const token = byText.get(part)
    if (token) return [token.id]
    const before = byText.get(parts[i - 1] ?? '')
    const after = byText.get(parts[i + 1] ?? '')
    const left = before?.takesSpaces ? part.trimStart() : part
    const kept = after?.takesSpaces ? left.trimEnd() : left
    return kept === '' ? [] : [kept]
  })
}

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
