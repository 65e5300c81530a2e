import { BenchError } from '../../errors.ts'
import { nearestName } from '../../records/nearest-name.ts'
import type { ProcessOptions } from './options.ts'

/** What one clip fills in; the others are the same for every clip. */
const clipPlaceholders = ['prompt', 'promptFile', 'image', 'seed', 'index', 'output'] as const
const settingPlaceholders = ['width', 'height', 'frames', 'fps', 'model'] as const
const placeholders = [...clipPlaceholders, ...settingPlaceholders]
export type Placeholder = (typeof placeholders)[number]

/** `{name}`; doubled braces stand for themselves. Braces around anything but a word are text, so JSON passes through. */
const pattern = /\{\{|\}\}|\{([A-Za-z]\w*)\}/g

/** The program and its arguments with their placeholders still in them. Throws BenchError PROCESS_COMMAND. */
export function readCommand(options: ProcessOptions): readonly string[] {
  const { command } = options
  const words = typeof command === 'string' ? splitCommand(command) : command
  if (words.length === 0 || words[0]!.trim() === '') throw invalid('an empty command', 'a program')
  const used = new Set(words.flatMap(placeholdersOf))
  for (const name of used) checkPlaceholder(name, options)
  if (options.mode === 'once') {
    if (!used.has('output'))
      throw invalid('no {output}', '{output} where the program takes the path that it writes to')
    if (!used.has('prompt') && !used.has('promptFile'))
      throw invalid('no {prompt}', '{prompt} or {promptFile}')
  }
  return words
}

/** Fills in placeholders. One word stays one argument, whatever a value holds. */
export function fillCommand(
  words: readonly string[],
  values: Readonly<Partial<Record<Placeholder, string | number>>>,
): string[] {
  return words.map((word) =>
    word.replace(pattern, (whole, name: Placeholder | undefined) =>
      name === undefined ? whole[0]! : String(values[name] ?? whole),
    ),
  )
}

export const uses = (words: readonly string[], name: Placeholder) =>
  words.flatMap(placeholdersOf).includes(name)

function placeholdersOf(word: string): string[] {
  return [...word.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]))
}

function checkPlaceholder(name: string, options: ProcessOptions): void {
  if (!(placeholders as readonly string[]).includes(name)) {
    const near = nearestName(name, placeholders)
    const meant = near === null ? '' : ` (did you mean {${near}}?)`
    throw invalid(
      `{${name}}${meant}`,
      `one of ${placeholders.map((known) => `{${known}}`).join(' ')}, or {{${name}}} for the text itself`,
    )
  }
  if (options.mode === 'worker' && (clipPlaceholders as readonly string[]).includes(name)) {
    throw invalid(
      `{${name}} in the command of a worker`,
      'only what is the same for every clip; a worker gets the rest with each request',
    )
  }
  if (
    name !== 'model' &&
    name in options === false &&
    (settingPlaceholders as readonly string[]).includes(name)
  ) {
    throw invalid(`{${name}} without a value`, `\`${name}\` beside the command`)
  }
}

/** Characters that a shell would act on; unquoted they show that a shell was expected. */
const shellOperators = /[|&;<>()$`*?~]/

/**
 * Splits a line at white space. Single quotes hold everything, double quotes everything but `\"` and `\\`, and a
 * backslash outside of quotes holds the next character: a shell's rules for words, without a shell.
 */
function splitCommand(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else if (character === "'" || character === '"') {
      const { text, end } = quoted(line, at, character)
      word = (word ?? '') + text
      at = end
    } else if (character === '\\' && at + 1 < line.length) {
      word = (word ?? '') + line[++at]!
    } else {
      if (shellOperators.test(character)) {
        throw invalid(
          `"${character}" outside of quotes`,
          'a program and its arguments; no shell is run. If you need one: ["sh", "-c", "…", "sh", "{prompt}", "{output}"]',
        )
      }
      word = (word ?? '') + character
    }
  }
  if (word !== null) words.push(word)
  return words
}

function quoted(line: string, start: number, quote: string): { readonly text: string; readonly end: number } {
  let text = ''
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at]!
    if (character === quote) return { text, end: at }
    const isEscape = quote === '"' && character === '\\' && /["\\]/.test(line[at + 1] ?? '')
    text += isEscape ? line[++at]! : character
  }
  throw invalid(`a ${quote} without its end`, 'quotes in pairs')
}

const invalid = (found: string, expected: string) => new BenchError('PROCESS_COMMAND', { found, expected })
