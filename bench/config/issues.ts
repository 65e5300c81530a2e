import type { z } from 'zod'
import { nearestName } from '../records/nearest-name.ts'

/** Sentences for what a schema found wrong, one an issue; misspelt members get the name that was probably meant. */
export function describeIssues(error: z.core.$ZodError, schema: z.ZodType): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, schema))
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = membersAt(schema, issue.path)
    return issue.keys.map((key) => unknownSetting([...issue.path, key], key, known))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that got furthest is the one that was meant.
    const deepest = issue.errors.toSorted((a, b) => reach(b) - reach(a))[0]!
    return deepest.flatMap((inner) =>
      describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, schema),
    )
  }
  const text = issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^expected (.+), received undefined$/, 'is missing, expected $1')
  return [issue.path.length === 0 ? text : `${pathText(issue.path)}: ${text}`]
}

const reach = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map((issue) => issue.path.length))

function unknownSetting(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  const near = nearestName(key, known)
  const hint = near === null ? ` (known: ${known.join(', ')})` : `, did you mean '${near}'?`
  return `Unknown setting '${pathText(path)}'${hint}`
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('')
}

/** The members that the schema knows at a path; of a union, those of all its branches. */
function membersAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional' || def.type === 'nullable' || def.type === 'default') {
    return membersAt(def.innerType, path)
  }
  if (def.type === 'union') return def.options.flatMap((option) => membersAt(option, path))
  if (def.type === 'object') {
    const [head, ...rest] = path
    if (head === undefined) return Object.keys(def.shape)
    const member = def.shape[String(head)]
    return member === undefined ? [] : membersAt(member, rest)
  }
  if (def.type === 'array') return path.length === 0 ? [] : membersAt(def.element, path.slice(1))
  if (def.type === 'record') return path.length === 0 ? [] : membersAt(def.valueType, path.slice(1))
  return []
}
