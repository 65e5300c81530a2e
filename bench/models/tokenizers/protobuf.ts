import { TokenizerFormatError } from './format-error.ts'

/** One field of a protobuf message: a number for varints, bytes for the rest. */
export interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

/**
 * The fields of a message in the order in which they lie. Every length is checked against the message; a varint keeps
 * its low 32 bits as a signed number, which is all that SentencePiece's models use.
 *
 * Source: protobuf.dev/programming-guides/encoding.
 */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) throw new TokenizerFormatError('ends within a number')
      if (shift < 32) value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new TokenizerFormatError('holds a number of more than ten bytes')
  }
  const take = (length: number): Uint8Array => {
    if (length < 0 || length > bytes.length - at) {
      throw new TokenizerFormatError(`promises ${length >>> 0} bytes where ${bytes.length - at} are left`)
    }
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = tag >>> 3
    const wire = tag & 7
    if (number === 0) throw new TokenizerFormatError('holds a field without a number')
    if (wire === 0) yield { number, value: varint() }
    else if (wire === 1) yield { number, value: take(8) }
    else if (wire === 2) yield { number, value: take(varint()) }
    else if (wire === 5) yield { number, value: take(4) }
    else throw new TokenizerFormatError(`holds a field of the unknown wire type ${wire}`)
  }
}

export function bytesOf({ number, value }: Field): Uint8Array {
  if (typeof value === 'number')
    throw new TokenizerFormatError(`holds a number in field ${number}, not bytes`)
  return value
}

export function numberOf({ number, value }: Field): number {
  if (typeof value !== 'number')
    throw new TokenizerFormatError(`holds bytes in field ${number}, not a number`)
  return value
}

export function floatOf(field: Field): number {
  const bytes = bytesOf(field)
  if (bytes.length !== 4)
    throw new TokenizerFormatError(`holds ${bytes.length} bytes in field ${field.number}, not 4`)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function textOf(field: Field): string {
  try {
    return utf8.decode(bytesOf(field))
  } catch (cause) {
    if (cause instanceof TokenizerFormatError) throw cause
    throw new TokenizerFormatError(`holds text in field ${field.number} that is not UTF-8`)
  }
}
