import { WeightFormatError } from './byte-source.ts'

/** What a pickle may hold. Dicts become Maps, tuples and lists arrays; objects are records of what was named. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleNamed
  | PickleObject

/** A global that the pickle names, such as a class; nothing is imported. */
export class PickleNamed {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** What the caller's `reduce` or `persistent` made of a named global and its arguments. */
export class PickleObject {
  readonly kind: string
  readonly content: unknown
  constructor(kind: string, content: unknown) {
    this.kind = kind
    this.content = content
  }
}

export interface PickleRules {
  /** The result of calling the named global; throws for what is not allowed. Nothing is ever executed. */
  reduce(name: string, args: readonly PickleValue[]): PickleValue
  /** The value that a persistent id stands for. */
  persistent(id: PickleValue): PickleValue
  /** Throws for a global that may not even be named. */
  name(name: string): void
}

const mark = Symbol('mark')
type Slot = PickleValue | typeof mark

/**
 * Reads one pickle (protocols 0 to 5) from the start of `bytes` with a fixed set of operations: constants,
 * containers, and calls that `rules` knows. The work is at most one operation per byte.
 *
 * Source: CPython, Lib/pickletools.py.
 */
export function readPickle(bytes: Buffer, rules: PickleRules): { value: PickleValue; lengthBytes: number } {
  const machine = new PickleMachine(bytes, rules)
  const value = machine.run()
  return { value, lengthBytes: machine.at }
}

class PickleMachine {
  at = 0
  readonly #bytes: Buffer
  readonly #rules: PickleRules
  readonly #stack: Slot[] = []
  readonly #memo = new Map<number, PickleValue>()

  constructor(bytes: Buffer, rules: PickleRules) {
    this.#bytes = bytes
    this.#rules = rules
  }

  run(): PickleValue {
    for (;;) {
      const code = this.#take(1)[0]!
      if (code === 0x2e) return this.#pop()
      const operation = Object.hasOwn(operations, code) ? operations[code] : undefined
      if (!operation) throw new WeightFormatError(`holds a pickle with the unsupported operation ${code}`)
      operation(this.#tools)
    }
  }

  readonly #tools: PickleTools = {
    take: (length) => this.#take(length),
    line: () => this.#line(),
    push: (value) => void this.#stack.push(value),
    pop: () => this.#pop(),
    pushMark: () => void this.#stack.push(mark),
    popToMark: () => this.#popToMark(),
    top: () => this.#top(),
    store: (key) => void this.#memo.set(key, this.#top()),
    recall: (key) => {
      const value = this.#memo.get(key)
      if (value === undefined) throw new WeightFormatError('holds a damaged pickle')
      this.#stack.push(value)
    },
    memoSize: () => this.#memo.size,
    named: (name) => {
      this.#rules.name(name)
      return new PickleNamed(name)
    },
    reduce: (callee, args) => {
      if (!(callee instanceof PickleNamed) || !Array.isArray(args)) {
        throw new WeightFormatError('holds a pickle that calls something other than a named function')
      }
      return this.#rules.reduce(callee.name, args)
    },
    persistent: (id) => this.#rules.persistent(id),
  }

  #take(length: number): Buffer {
    if (length < 0 || this.at + length > this.#bytes.length)
      throw new WeightFormatError('holds a pickle that ends early')
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at)
    if (end < 0) throw new WeightFormatError('holds a pickle that ends early')
    const text = this.#bytes.toString('utf8', this.at, end)
    this.at = end + 1
    return text
  }

  #pop(): PickleValue {
    const value = this.#stack.pop()
    if (value === undefined || value === mark) throw new WeightFormatError('holds a damaged pickle')
    return value
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1)
    if (value === undefined || value === mark) throw new WeightFormatError('holds a damaged pickle')
    return value
  }

  #popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(mark)
    if (at < 0) throw new WeightFormatError('holds a damaged pickle')
    return this.#stack.splice(at).slice(1) as PickleValue[]
  }
}

interface PickleTools {
  take(length: number): Buffer
  line(): string
  push(value: PickleValue): void
  pop(): PickleValue
  pushMark(): void
  popToMark(): PickleValue[]
  top(): PickleValue
  store(key: number): void
  recall(key: number): void
  memoSize(): number
  named(name: string): PickleNamed
  reduce(callee: PickleValue, args: PickleValue): PickleValue
  persistent(id: PickleValue): PickleValue
}

type Operation = (t: PickleTools) => void

const u32 = (t: PickleTools) => t.take(4).readUInt32LE()
const u64 = (t: PickleTools) => Number(t.take(8).readBigUInt64LE())
const text = (t: PickleTools, length: number) => t.push(t.take(length).toString('utf8'))
const copy = (t: PickleTools, length: number) => t.push(Uint8Array.from(t.take(length)))
const tuple =
  (size: number): Operation =>
  (t) => {
    const items = Array.from({ length: size }, () => t.pop())
    t.push(items.reverse())
  }
const call: Operation = (t) => {
  const args = t.pop()
  t.push(t.reduce(t.pop(), args))
}

/** Operations by code; the names are those of pickletools. */
const operations: Readonly<Record<number, Operation>> = {
  128: (t) => t.take(1), // PROTO
  149: (t) => t.take(8), // FRAME
  40: (t) => t.pushMark(), // MARK
  48: (t) => t.pop(), // POP
  49: (t) => t.popToMark(), // POP_MARK
  78: (t) => t.push(null), // NONE
  136: (t) => t.push(true), // NEWTRUE
  137: (t) => t.push(false), // NEWFALSE
  74: (t) => t.push(t.take(4).readInt32LE()), // BININT
  75: (t) => t.push(t.take(1)[0]!), // BININT1
  77: (t) => t.push(t.take(2).readUInt16LE()), // BININT2
  138: (t) => t.push(readLong(t.take(t.take(1)[0]!))), // LONG1
  71: (t) => t.push(t.take(8).readDoubleBE()), // BINFLOAT
  88: (t) => text(t, u32(t)), // BINUNICODE
  140: (t) => text(t, t.take(1)[0]!), // SHORT_BINUNICODE
  141: (t) => text(t, u64(t)), // BINUNICODE8
  84: (t) => text(t, u32(t)), // BINSTRING
  85: (t) => text(t, t.take(1)[0]!), // SHORT_BINSTRING
  66: (t) => copy(t, u32(t)), // BINBYTES
  67: (t) => copy(t, t.take(1)[0]!), // SHORT_BINBYTES
  41: (t) => t.push([]), // EMPTY_TUPLE
  116: (t) => t.push(t.popToMark()), // TUPLE
  133: tuple(1), // TUPLE1
  134: tuple(2), // TUPLE2
  135: tuple(3), // TUPLE3
  93: (t) => t.push([]), // EMPTY_LIST
  108: (t) => t.push(t.popToMark()), // LIST
  97: (t) => append(t, [t.pop()]), // APPEND
  101: (t) => append(t, t.popToMark()), // APPENDS
  125: (t) => t.push(new Map()), // EMPTY_DICT
  100: (t) => t.push(mapOf(t.popToMark())), // DICT
  115: (t) => setItems(t, [t.pop(), t.pop()].reverse()), // SETITEM
  117: (t) => setItems(t, t.popToMark()), // SETITEMS
  113: (t) => t.store(t.take(1)[0]!), // BINPUT
  114: (t) => t.store(u32(t)), // LONG_BINPUT
  148: (t) => t.store(t.memoSize()), // MEMOIZE
  104: (t) => t.recall(t.take(1)[0]!), // BINGET
  106: (t) => t.recall(u32(t)), // LONG_BINGET
  99: (t) => t.push(t.named(`${t.line()}.${t.line()}`)), // GLOBAL
  147: (t) => {
    const name = t.pop() // STACK_GLOBAL
    t.push(t.named(`${String(t.pop())}.${String(name)}`))
  },
  82: call, // REDUCE
  129: call, // NEWOBJ
  98: (t) => build(t), // BUILD
  81: (t) => t.push(t.persistent(t.pop())), // BINPERSID
}

/** Little-endian two's complement of any length up to 255 bytes. */
function readLong(bytes: Buffer): number | bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!)
  const signed = BigInt.asIntN(bytes.length * 8, value)
  const small = Number(signed)
  return Number.isSafeInteger(small) ? small : signed
}

function append(t: PickleTools, items: readonly PickleValue[]): void {
  const list = t.top()
  if (!Array.isArray(list)) throw new WeightFormatError('holds a damaged pickle')
  for (const item of items) list.push(item)
}

function mapOf(items: readonly PickleValue[]): Map<PickleValue, PickleValue> {
  const map = new Map<PickleValue, PickleValue>()
  fill(map, items)
  return map
}

function setItems(t: PickleTools, items: readonly PickleValue[]): void {
  const map = t.top()
  if (!(map instanceof Map)) throw new WeightFormatError('holds a damaged pickle')
  fill(map, items)
}

function fill(map: Map<PickleValue, PickleValue>, items: readonly PickleValue[]): void {
  if (items.length % 2 !== 0) throw new WeightFormatError('holds a damaged pickle')
  for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!)
}

/** Object state: merged into a dict-like object, ignored elsewhere (an OrderedDict's own attributes). */
function build(t: PickleTools): void {
  const state = t.pop()
  const target = t.top()
  if (target instanceof Map && target.size === 0 && state instanceof Map) {
    for (const [key, value] of state) target.set(key, value)
  }
}
