import { describe, expect, test } from 'vitest'
import { fixText } from '../../../bench/models/tokenizers/fix-text.ts'
import { unescapeLoosely, unescapeStrictly } from '../../../bench/models/tokenizers/html-entities.ts'

describe('mending text', () => {
  test.each([
    ['âœ” No problems', '✔ No problems'],
    ['schÃ¶n', 'schön'],
    // a lone accented letter is no mojibake
    ['schön, Ã', 'schön, Ã'],
    ['Broken text&hellip; it&#x2019;s ﬂubberiﬁc!', "Broken text… it's flubberific!"],
    ['ＬＯＵＤ　ＮＯＩＳＥＳ', 'LOUD NOISES'],
    ['Ｕﾀｰﾝ', 'Uターン'],
    ['“here’s a test”', '"here\'s a test"'],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['\u001b[36;44mblue\u001b[0m', 'blue'],
    ['a\u0000b\ufeffc', 'abc'],
    ['cafe\u0301', 'café'],
    ['lone \ud83d half', 'lone \ufffd half'],
    ['<b> &amp; kept', '<b> &amp; kept'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(fixText(text)).toBe(expected)
  })
})

describe('entities', () => {
  test('strictly: only with a semicolon', () => {
    expect(unescapeStrictly('&lt;tag&gt; &eacute; &#233; this&not that &unknown;')).toBe(
      '<tag> é é this&not that &unknown;',
    )
  })

  test('loosely: old names need none, and numbers are made safe', () => {
    expect(unescapeLoosely('&lt;b &ampx; &notit; &hellip &#0; &#x80; &#xD800; &#x110000;')).toBe(
      '<b &x; ¬it; &hellip \ufffd € \ufffd \ufffd',
    )
  })
})
