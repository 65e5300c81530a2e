/**
 * Characters of the bytes 0x80 … 0x9F in Windows-1252; the five unassigned ones stand for themselves. A table, because
 * Node's own decoder takes these bytes for Latin-1 in some versions.
 *
 * Source: encoding.spec.whatwg.org/index-windows-1252.txt.
 */
const upper = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

export const fromWindows1252 = (byte: number): string =>
  byte >= 0x80 && byte <= 0x9f ? upper[byte - 0x80]! : String.fromCharCode(byte)

/** The byte of a character, in Windows-1252 or else Latin-1; undefined when neither has it. */
export function toWindows1252(character: string): number | undefined {
  const at = upper.indexOf(character)
  if (at >= 0) return at + 0x80
  const code = character.codePointAt(0)!
  return code < 0x100 ? code : undefined
}
