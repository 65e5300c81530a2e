import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * What each room may import of ours. A room is a folder (or a file without its extension); `X:types` allows
 * `import type` alone. Every room may import itself. The longest matching room owns a file.
 */
const allowed: Record<string, readonly string[]> = {
  // level 0: the nouns
  'bench/records': ['bench/errors:types'],
  'bench/errors': ['bench/records'],
  // level 1
  'bench/tensor': ['level0'],
  // level 2
  'bench/video': ['level0', 'bench/tensor'],
  'bench/onnx': ['level0', 'bench/tensor'],
  'bench/store': ['level0', 'bench/tensor'],
  'bench/weights': ['level0', 'bench/tensor'],
  // level 3
  'bench/models': ['level0', 'bench/tensor', 'bench/onnx/graph'],
  'bench/workers': ['level0', 'bench/store'],
  // level 4
  'bench/generators': ['level0', 'bench/tensor', 'bench/video', 'bench/onnx', 'bench/models'],
  evaluators: ['level0', 'bench/tensor', 'bench/video', 'bench/onnx', 'bench/models'],
  'bench/profile': ['level0', 'bench/tensor', 'bench/video', 'bench/onnx', 'bench/models'],
  // holds the joined pipeline against recorded cases, so it sees the one generator that is a model
  'bench/parity': ['level0', 'bench/tensor', 'bench/onnx', 'bench/models', 'bench/generators/open-sora'],
  // planning a study encodes its clips anew, so that files tell nothing of the models
  'bench/review': ['level0', 'bench/store', 'bench/tensor', 'bench/video'],
  reports: ['level0', 'bench/tensor'],
  // level 5: the tables arrive as arguments, so only their types are known here
  suites: ['level0', 'evaluators/contract:types', 'bench/generators/contract:types'],
  'bench/pipeline': [
    'level0',
    'bench/tensor',
    'bench/store',
    'bench/workers',
    'bench/video',
    'evaluators/contract:types',
    'bench/generators/contract:types',
    'suites/contract:types',
  ],
  // level 6
  'bench/config': [
    'level0',
    'bench/tensor',
    'suites:types',
    'evaluators:types',
    'bench/generators:types',
    'reports:types',
  ],
  // level 7: the one place where the tables meet
  'bench/cli': ['everything'],
}
const level0 = ['bench/records', 'bench/errors']

describe('import rules', () => {
  const files = ['bench', 'evaluators', 'suites', 'reports'].flatMap(sourcesIn)

  test('the glob finds the sources', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  test('every source file lies in a room', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
  })

  test('rooms import only what the table allows', () => {
    expect(files.flatMap(violations)).toEqual([])
  })

  test('the table refuses what it should', () => {
    expect(isAllowed('bench/models', 'bench/onnx/engine/session', false)).toBe(false)
    expect(isAllowed('bench/models', 'bench/onnx/graph/builder', false)).toBe(true)
    expect(isAllowed('suites', 'evaluators/contract', true)).toBe(true)
    expect(isAllowed('suites', 'evaluators/contract', false)).toBe(false)
    expect(isAllowed('evaluators', 'bench/store/open', false)).toBe(false)
  })
})

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
}

interface Import {
  readonly line: number
  readonly specifier: string
  readonly typesOnly: boolean
}

function violations(file: string): string[] {
  const room = roomOf(file)
  if (room === undefined) return []
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter((found) => !isAllowed(room, targetOf(file, found.specifier), found.typesOnly))
    .map((found) => `${file}:${found.line} ${room} may not import ${targetOf(file, found.specifier)}`)
}

function isAllowed(room: string, target: string, typesOnly: boolean): boolean {
  if (within(target, room) || target === 'package.json') return true
  return expand(allowed[room] ?? []).some((rule) => {
    if (rule === 'everything') return true
    const [path = '', kind] = rule.split(':')
    return within(target, path) && (kind !== 'types' || typesOnly)
  })
}

const expand = (rules: readonly string[]) => rules.flatMap((rule) => (rule === 'level0' ? level0 : [rule]))
const within = (path: string, room: string) => path === room || path.startsWith(`${room}/`)

function roomOf(file: string): string | undefined {
  const path = withoutExtension(file)
  return Object.keys(allowed)
    .filter((room) => within(path, room))
    .sort((a, b) => b.length - a.length)[0]
}

function targetOf(file: string, specifier: string): string {
  return withoutExtension(posix.normalize(join(dirname(file), specifier)))
}

const withoutExtension = (path: string) => path.replace(/\.(d\.ts|ts|tsx|mjs|css)$/, '')

/** Static and dynamic imports with a literal specifier. A line is the statement's last, where the specifier stands. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(import|export)(\s+type)?\s[^;'"]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s+'([^']+)'/g
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index + match[0].length).split('\n').length,
    specifier: match[3] ?? match[4] ?? match[5] ?? '',
    typesOnly: match[2] !== undefined,
  }))
}
