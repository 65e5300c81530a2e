import { unescapeStrictly } from './html-entities.ts'
import { fromWindows1252, toWindows1252 } from './windows-1252.ts'

/**
 * Mends text as the Python library ftfy does by default (6.3.1, fix_text): entities, text whose UTF-8 was read as
 * Windows-1252 or Latin-1, ligatures, full and half widths, curly quotes, line breaks, control characters, NFC.
 *
 * Less than ftfy: mojibake is mended only where the whole line turns back into valid UTF-8, and from these two
 * encodings; of entities, only HTML 4's usual ones are known. Such text is rare in prompts.
 */
export function fixText(text: string): string {
  let withEntities = true
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      // upstream stops unescaping for good at the first line that looks like markup
      withEntities &&= !line.includes('<')
      return untilStable(line, withEntities)
    })
    .join('')
}

/** Repeats the steps until nothing changes; each shortens or settles the text, so a few rounds are enough. */
function untilStable(line: string, withEntities: boolean): string {
  let text = line
  for (let round = 0; round < 10; round++) {
    const before = text
    text = steps.reduce((sofar, step) => step(sofar), withEntities ? unescapeStrictly(text) : text)
    if (text === before) break
  }
  return text
}

const steps: readonly ((text: string) => string)[] = [
  decodeMojibake,
  (text) => text.replace(/[\x80-\x9f]/g, (c) => fromWindows1252(c.charCodeAt(0))),
  (text) => text.replace(/[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬆ]/g, (c) => ligatures[c] ?? c),
  (text) => text.replace(/[\u3000\uff01-\uffef]/g, (c) => (c === '\u3000' ? ' ' : c.normalize('NFKC'))),
  (text) => text.replace(/[\u201c-\u201f]/g, '"').replace(/[\u02bc\u2018-\u201b]/g, "'"),
  (text) => text.replace(/\r\n|[\r\u2028\u2029\x85]/g, '\n'),
  (text) => text.replace(/\p{Surrogate}/gu, '\ufffd'),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  (text) => text.replace(/\x1b\[[\d;]*[a-zA-Z]/g, ''),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  (text) => text.replace(/[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, ''),
  (text) => text.normalize('NFC'),
]

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text's bytes read as UTF-8, when all of it can be; the text itself otherwise. */
function decodeMojibake(text: string): string {
  if (!/\P{ASCII}/u.test(text)) return text
  const bytes: number[] = []
  for (const character of text) {
    const byte = toWindows1252(character)
    if (byte === undefined) return text
    bytes.push(byte)
  }
  try {
    return strictUtf8.decode(Uint8Array.from(bytes))
  } catch {
    return text
  }
}

/** Ligatures and digraphs of Latin letters (ftfy, chardata.py, LIGATURES). */
const ligatures: Readonly<Record<string, string>> = {
  Ĳ: 'IJ',
  ĳ: 'ij',
  ŉ: 'ʼn',
  Ǳ: 'DZ',
  ǲ: 'Dz',
  ǳ: 'dz',
  Ǆ: 'DŽ',
  ǅ: 'Dž',
  ǆ: 'dž',
  Ǉ: 'LJ',
  ǈ: 'Lj',
  ǉ: 'lj',
  Ǌ: 'NJ',
  ǋ: 'Nj',
  ǌ: 'nj',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'ſt',
  ﬆ: 'st',
}
