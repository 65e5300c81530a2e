import { fromWindows1252 } from './windows-1252.ts'

/** Characters U+00A0 … U+00FF by their entity names, in order (HTML 4.01, section 24.2.1). */
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  )

/** Entities that HTML 5 also takes without a semicolon, besides those of Latin-1 (html.spec.whatwg.org, named references). */
const markup = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  AMP: '&',
  LT: '<',
  GT: '>',
  QUOT: '"',
  COPY: '©',
  REG: '®',
}

/** Others in common use, which need their semicolon (HTML 4.01, sections 24.3 and 24.4). */
const punctuation = {
  apos: "'",
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  dagger: '†',
  Dagger: '‡',
  bull: '•',
  hellip: '…',
  permil: '‰',
  prime: '′',
  Prime: '″',
  lsaquo: '‹',
  rsaquo: '›',
  euro: '€',
  trade: '™',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
  minus: '−',
  infin: '∞',
  asymp: '≈',
  ne: '≠',
  le: '≤',
  ge: '≥',
  hearts: '♥',
  OElig: 'Œ',
  oelig: 'œ',
  Scaron: 'Š',
  scaron: 'š',
  Yuml: 'Ÿ',
  fnof: 'ƒ',
  circ: 'ˆ',
  tilde: '˜',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  zwnj: '\u200c',
  zwj: '\u200d',
}

/** Names that may stand without a semicolon. */
const bare = new Map<string, string>([
  ...latin1.map((name, i): [string, string] => [name, String.fromCharCode(0xa0 + i)]),
  ...Object.entries(markup),
])
const named = new Map<string, string>([...bare, ...Object.entries(punctuation)])

/**
 * Replaces entities that end with a semicolon, as ftfy does: "this&not that" stays. Names beyond HTML 4's Latin-1 and
 * common punctuation stay as they are.
 */
export function unescapeStrictly(text: string): string {
  return text.replace(/&(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[0-9A-Za-z]{1,24});/g, (whole, body: string) =>
    body.startsWith('#') ? numbered(body) : (named.get(body) ?? whole),
  )
}

/** Replaces entities as browsers and Python's html.unescape do: the old names need no semicolon. */
export function unescapeLoosely(text: string): string {
  return text.replace(
    /&(?:(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8});?|([0-9A-Za-z]{1,32})(;?))/g,
    (whole, ...found) => {
      const [number, name, semicolon] = found as [string | undefined, string | undefined, string | undefined]
      if (number !== undefined) return numbered(number)
      const exact = semicolon ? named.get(name!) : bare.get(name!)
      return exact ?? longestBare(name!, semicolon!) ?? whole
    },
  )
}

/** "&notit;" is "¬it;": the longest old name that begins it. */
function longestBare(name: string, semicolon: string): string | null {
  for (let length = name.length; length > 1; length--) {
    const character = bare.get(name.slice(0, length))
    if (character !== undefined) return character + name.slice(length) + semicolon
  }
  return null
}

/** What HTML makes of a numbered reference: code points 0x80 … 0x9F are read as Windows-1252. */
function numbered(body: string): string {
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1))
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd'
  if (code >= 0x80 && code <= 0x9f) return fromWindows1252(code)
  return String.fromCodePoint(code)
}
