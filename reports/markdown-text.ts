import { oneLine, truncate } from './text.ts'

/** A table of at most `rows` rows, and a line that counts the rest. Cells are Markdown. */
export function markdownTable(
  head: readonly string[],
  body: readonly (readonly string[])[],
  rows: number,
  noun: string,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const shown = body.slice(0, rows)
  const left = body.length - shown.length
  const table = [line(head), line(head.map(() => '---')), ...shown.map(line)].join('\n')
  return left === 0 ? table : `${table}\n\n… and ${left} more ${left === 1 ? noun : `${noun}s`}.`
}

/** A gate's or a comparison's verdict. */
export function verdictText(verdict: 'pass' | 'fail' | 'inconclusive', level: 'warn' | 'error'): string {
  if (verdict === 'fail') return level === 'error' ? '❌ fail' : '⚠️ fail (warning)'
  return verdict === 'pass' ? '✅ pass' : '❔ inconclusive'
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' }

/** Text from outside as one line of at most 300 characters that GitHub shows as it is: no markup, links or mentions. */
export function plainMarkdown(text: string): string {
  return truncate(oneLine(text), 300)
    .replace(/[&<>@]/g, (found) => entities[found]!)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
}
