/**
 * Rows of a CSV text (RFC 4180: quoted fields may hold separators, doubled quotes and line breaks). The separator is
 * the first of comma, semicolon and tab that the header line holds. Throws SyntaxError with the line at fault.
 */
export function parseCsv(text: string): string[][] {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const separator = [',', ';', '\t'].find((candidate) => header.includes(candidate)) ?? ','
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, separator)
    row.push(field.value)
    line += field.value.split('\n').length - 1
    at = field.end
    const next = text[at]
    if (next === separator && at + 1 < text.length) {
      at++
      continue
    }
    if (next === separator) row.push('')
    else if (next !== undefined && next !== '\n' && next !== '\r') {
      throw new SyntaxError(
        `line ${line}: found ${JSON.stringify(next)} after a quoted field, expected a separator`,
      )
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    line++
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}

interface Field {
  readonly value: string
  readonly end: number
}

function quotedField(text: string, start: number, line: number): Field {
  let value = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote === -1) throw new SyntaxError(`line ${line}: a quoted field does not end`)
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    from = quote + 2
  }
}

function plainField(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end }
}
