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
 * below 1e-4 and from 1e16 on (CPython, `float_repr_style`, format code 'r').
 */
function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const digits = mantissa.replace('-', '').replace('.', '')
  const sign = value < 0 ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}
