import { BenchError } from '../errors.ts'

/** Reads one value from the text of a flag or a variable. */
export interface Reader<T> {
  /** What is accepted, for the message. */
  readonly expected: string
  /** Undefined when the text is not of that form. */
  read(text: string): T | undefined
}

export const text: Reader<string> = { expected: 'some text', read: (value) => value || undefined }

export const integer = (low: number, high: number): Reader<number> => ({
  expected:
    high === Number.MAX_SAFE_INTEGER ? `an integer of at least ${low}` : `an integer from ${low} to ${high}`,
  read: (value) => {
    // Beyond it integers are no longer told apart; as a limit all of them mean the same.
    const found = Math.min(Number(value), Number.MAX_SAFE_INTEGER)
    return /^\d+$/.test(value) ? within(found, low, high) : undefined
  },
})

export const count = integer(1, Number.MAX_SAFE_INTEGER)

export const fraction: Reader<number> = {
  expected: 'a number above 0 and below 1',
  read: (value) => {
    const found = decimal(value)
    return found !== undefined && found > 0 && found < 1 ? found : undefined
  },
}

export const notNegative: Reader<number> = {
  expected: 'a number of at least 0',
  read: (value) => within(decimal(value), 0, Infinity),
}

export const yesOrNo: Reader<boolean> = {
  expected: 'true or false',
  read: (value) =>
    ({ true: true, '1': true, yes: true, false: false, '0': false, no: false })[value.toLowerCase()],
}

export const oneOf = <T extends string>(known: readonly T[]): Reader<T> => ({
  expected: `one of ${known.join(', ')}`,
  read: (value) => known.find((name) => name === value),
})

/** The address of a web server without a path, as browsers write it. */
export const origin: Reader<string> = {
  expected: 'an address such as https://study.example.org, without a path',
  read: (value) => {
    const url = URL.canParse(value) ? new URL(value) : null
    const isOrigin = url !== null && /^https?:$/.test(url.protocol) && value.replace(/\/$/, '') === url.origin
    return isOrigin ? url.origin : undefined
  },
}

/** Names separated by commas. */
export const names: Reader<readonly string[]> = {
  expected: 'names separated by commas',
  read: (value) => {
    const found = value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
    return found.length > 0 ? found : undefined
  },
}

/** Reads a value or throws OPTION_INVALID that names the flag or variable. */
export function readValue<T>(reader: Reader<T>, value: string, option: string, command: string): T {
  const found = reader.read(value)
  if (found !== undefined) return found
  throw new BenchError('OPTION_INVALID', {
    option,
    found: JSON.stringify(value),
    expected: reader.expected,
    command,
  })
}

const decimal = (value: string) => (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : undefined)
const within = (value: number | undefined, low: number, high: number) =>
  value !== undefined && value >= low && value <= high ? value : undefined
