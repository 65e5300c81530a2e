const quote = 0x22
const backslash = 0x5c
const words = ['NaN', '-Infinity', 'Infinity'] as const

/**
 * JSON as Python's `json.dump` writes it: `NaN`, `Infinity` and `-Infinity` outside of strings are read as null.
 * Throws SyntaxError. Time is linear in the text.
 */
export function readPythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!words.some((word) => text.includes(word))) throw thrown
    return JSON.parse(withoutWords(text))
  }
}

function withoutWords(text: string): string {
  const parts: string[] = []
  let from = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString && code === backslash) at++
    else if (code === quote) inString = !inString
    else if (!inString) {
      const word = words.find((candidate) => text.startsWith(candidate, at))
      if (word === undefined) continue
      parts.push(text.slice(from, at), 'null')
      from = at + word.length
      at = from - 1
    }
  }
  return parts.join('') + text.slice(from)
}
