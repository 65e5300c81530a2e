import { sha256 } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'

/** Longest file name that ext4, APFS and NTFS all take, in bytes of UTF-8 (NTFS counts UTF-16 units, which are fewer). */
const nameBytes = 255
/** Room for `-<index>.mp4` with an index of up to four digits. */
const suffixBytes = 9
/** Hex digits of the prompt's SHA-256 that stand in for what a name can't hold. */
const hashDigits = 16

/**
 * `<prompt>-<index>.mp4` with the exact prompt, as upstream looks for it (build_full_info_json of vbench/__init__.py).
 *
 * A prompt that can't be a file name (with `/`, `\` or a control character, over 246 bytes, or not well-formed Unicode)
 * becomes `<its beginning>~<16 hex digits of its SHA-256>-<index>.mp4`. The way back is the plan, which holds both.
 */
export function fileName(prompt: Pick<Prompt, 'text'>, sampleIndex: number): string {
  return `${isFileStem(prompt.text) ? prompt.text : hashedStem(prompt.text)}-${sampleIndex}.mp4`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unsafe = /[/\\\u0000-\u001f\u007f]/

function isFileStem(text: string): boolean {
  return text.length > 0 && !unsafe.test(text) && utf8(text) <= nameBytes - suffixBytes && isWellFormed(text)
}

function hashedStem(text: string): string {
  const room = nameBytes - suffixBytes - hashDigits - 1
  let head = ''
  let used = 0
  for (const character of text) {
    used += utf8(character)
    if (used > room) break
    head += unsafe.test(character) || !isWellFormed(character) ? '_' : character
  }
  return `${head}~${sha256(JSON.stringify(text)).slice(0, hashDigits)}`
}

const utf8 = (text: string) => Buffer.byteLength(text, 'utf8')

/** Whether the text holds no half of a surrogate pair, which UTF-8 can't write. */
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text)
