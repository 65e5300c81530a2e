/** A number that Python holds as `float`: printed with a decimal point or an exponent even when it is whole. */
export class Float {
  readonly value: number
  constructor(value: number) {
    if (!Number.isFinite(value)) throw new RangeError(`A result can't hold ${value}`)
    this.value = value
  }
}

export type PythonJson =
  | null
  | boolean
  | number
  | string
  | Float
  | readonly PythonJson[]
  | { readonly [key: string]: PythonJson }

/** JSON text as Python's `json.dump(data, file, indent=4)` writes it: ASCII only, no newline at the end. */
export function pythonJson(value: PythonJson, indent = ''): string {
  if (value instanceof Float) return pythonFloat(value.value)
  if (typeof value === 'string') return asciiString(value)
  if (value === null || typeof value !== 'object') return String(value)
  const inner = `${indent}    `
  const isList = Array.isArray(value)
  const members = isList
    ? value.map((member: PythonJson) => pythonJson(member, inner))
    : Object.entries(value).map(
        ([key, member]: [string, PythonJson]) => `${asciiString(key)}: ${pythonJson(member, inner)}`,
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (members.length === 0) return `${open}${close}`
  return `${open}\n${members.map((member) => `${inner}${member}`).join(',\n')}\n${indent}${close}`
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * `float.__repr__`: the shortest digits that read back to the same double, as in JavaScript, but with an exponent
 * below 1e-4 and from 1e16 on.
 */
function pythonFloat(value: number): string {
  const size = Math.abs(value)
  // Source of the bounds: `PyOS_double_to_string` in CPython's Python/pystrtod.c.
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  // In between JavaScript prints the same digits without an exponent, and no point after a whole number.
  const text = Object.is(value, -0) ? '-0' : String(value)
  return Number.isInteger(value) ? `${text}.0` : text
}
