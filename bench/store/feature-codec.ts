/** What a feature may hold: plain JSON with typed arrays anywhere in it. */
export type FeatureValue =
  | null
  | boolean
  | number
  | string
  | TypedArray
  | readonly FeatureValue[]
  | { readonly [key: string]: FeatureValue }

const arrayTypes = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
} as const
type ArrayTag = keyof typeof arrayTypes
export type TypedArray = InstanceType<(typeof arrayTypes)[ArrayTag]>

const magic = 0x31434642 // "BFC1", little-endian
const headBytes = 8
// Embeddings of 10,000 frames at 4,096 floats take 160 MB; anything far beyond that is not a feature.
const maxBytes = 512 * 1024 * 1024
// RoleOutputs are four levels deep.
const maxDepth = 32

/**
 * A feature as bytes: magic, length of the JSON (uint32), the JSON, then the bytes of its typed arrays one after
 * the other, little-endian. In the JSON an array is `{"$": [type, offset, length]}` with the offset in bytes from the
 * end of the JSON; an object that itself has a member `$` is wrapped as `{"$": ["object", …]}`.
 * Throws RangeError on NaN and infinities outside typed arrays (JSON has no word for them) and on nesting beyond 32.
 */
export function encodeFeature(value: FeatureValue): Uint8Array {
  const tail: TypedArray[] = []
  let tailBytes = 0
  const reserve = (array: TypedArray) => {
    const offset = tailBytes
    tail.push(array)
    tailBytes += array.byteLength
    return offset
  }
  const json = new TextEncoder().encode(JSON.stringify(toJson(value, reserve, 0)))
  const total = headBytes + json.byteLength + tailBytes
  if (total > maxBytes) throw new RangeError(`A feature of ${total} bytes is larger than ${maxBytes}`)
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, json.byteLength, true)
  bytes.set(json, headBytes)
  let at = headBytes + json.byteLength
  for (const array of tail) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += array.byteLength
  }
  return bytes
}

type Reserve = (array: TypedArray) => number

function toJson(value: FeatureValue, reserve: Reserve, depth: number): unknown {
  if (depth > maxDepth) throw new RangeError(`A feature is nested deeper than ${maxDepth}`)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`A feature can't hold ${value}`)
  }
  if (value === null || typeof value !== 'object') return value
  if (ArrayBuffer.isView(value)) return { $: [tagOf(value), reserve(value), value.length] }
  if (Array.isArray(value)) return value.map((item: FeatureValue) => toJson(item, reserve, depth + 1))
  const members = Object.entries(value as { [key: string]: FeatureValue })
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, toJson(member, reserve, depth + 1)] as const)
  const plain = Object.fromEntries(members)
  return Object.hasOwn(plain, '$') ? { $: ['object', plain] } : plain
}

function tagOf(array: TypedArray): ArrayTag {
  const found = Object.entries(arrayTypes).find(([, type]) => array instanceof type)
  if (found === undefined)
    throw new TypeError(`A feature can't hold ${Object.prototype.toString.call(array)}`)
  return found[0] as ArrayTag
}

/** The value that `encodeFeature` was given. Throws RangeError or SyntaxError on bytes that it did not write. */
export function decodeFeature(bytes: Uint8Array): FeatureValue {
  if (bytes.byteLength < headBytes || bytes.byteLength > maxBytes) {
    throw new RangeError(`${bytes.byteLength} bytes are no feature`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== magic) throw new RangeError('the first bytes are not those of a feature')
  const tailStart = headBytes + view.getUint32(4, true)
  if (tailStart > bytes.byteLength) throw new RangeError('the text is cut off')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(headBytes, tailStart))
  return fromJson(JSON.parse(text), bytes.subarray(tailStart), 0)
}

function fromJson(value: unknown, tail: Uint8Array, depth: number): FeatureValue {
  if (depth > maxDepth) throw new RangeError(`nested deeper than ${maxDepth}`)
  if (value === null || typeof value !== 'object') return value as null | boolean | number | string
  if (Array.isArray(value)) return value.map((item) => fromJson(item, tail, depth + 1))
  if (Object.hasOwn(value, '$')) return special((value as { $: unknown }).$, tail, depth)
  return members(value, tail, depth)
}

function special(mark: unknown, tail: Uint8Array, depth: number): FeatureValue {
  if (!Array.isArray(mark)) throw new RangeError('a mark is no list')
  const [tag, offset, length] = mark as unknown[]
  if (tag === 'object' && offset !== null && typeof offset === 'object') return members(offset, tail, depth)
  if (typeof tag !== 'string' || !Object.hasOwn(arrayTypes, tag))
    throw new RangeError('an unknown array type')
  const type = arrayTypes[tag as ArrayTag]
  if (!isCount(offset) || !isCount(length) || offset + length * type.BYTES_PER_ELEMENT > tail.byteLength) {
    throw new RangeError('an array reaches past the end')
  }
  // A copy: bytes may start anywhere, a typed array only at multiples of its element.
  return new type(tail.slice(offset, offset + length * type.BYTES_PER_ELEMENT).buffer)
}

function members(value: object, tail: Uint8Array, depth: number): FeatureValue {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, fromJson(member, tail, depth + 1)]),
  )
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
