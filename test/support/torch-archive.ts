import { zipOf } from './zip.ts'

/** A tensor to be written. */
export interface ArchiveTensor {
  readonly dtype: 'Float' | 'Half' | 'Long'
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** An object of a class, as Python pickles it: its attributes. */
export interface ArchiveObject {
  /** Module and name of the class. */
  readonly of: readonly [module: string, name: string]
  readonly state: ArchiveDict
}

export type ArchiveValue = string | number | ArchiveTensor | ArchiveObject | ArchiveDict
export interface ArchiveDict {
  readonly [key: string]: ArchiveValue
}

/** A file as torch.save writes it: a pickle, protocol 2, and one stored file for each tensor. */
export function torchArchive(value: ArchiveValue, root = 'archive'): Buffer {
  const storages: Uint8Array[] = []
  const pickle = Buffer.concat([Buffer.from([0x80, 2]), ...valueCodes(value, storages), code('.')])
  return zipOf({
    [`${root}/data.pkl`]: pickle,
    ...Object.fromEntries(storages.map((bytes, key) => [`${root}/data/${key}`, bytes])),
    [`${root}/version`]: Buffer.from('3\n'),
  })
}

export function floats(shape: readonly number[], values: readonly number[]): ArchiveTensor {
  return { dtype: 'Float', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) }
}

const elementBytes = { Float: 4, Half: 2, Long: 8 } as const
const isTensor = (value: object): value is ArchiveTensor => 'bytes' in value
const isObject = (value: object): value is ArchiveObject => 'of' in value

function valueCodes(value: ArchiveValue, storages: Uint8Array[]): Buffer[] {
  if (typeof value === 'string') return [text(value)]
  if (typeof value === 'number') return [integer(value)]
  if (isTensor(value)) return tensorCodes(value, storages)
  if (isObject(value)) {
    // NEWOBJ without arguments, then BUILD with the attributes
    return [
      global(...value.of),
      code(')'),
      Buffer.from([0x81]),
      ...dictCodes(value.state, storages),
      code('b'),
    ]
  }
  return dictCodes(value as ArchiveDict, storages)
}

function dictCodes(dict: ArchiveDict, storages: Uint8Array[]): Buffer[] {
  const items = Object.entries(dict).flatMap(([key, value]) => [text(key), ...valueCodes(value, storages)])
  return [code('}('), ...items, code('u')]
}

function tensorCodes({ dtype, shape, bytes }: ArchiveTensor, storages: Uint8Array[]): Buffer[] {
  const key = String(storages.push(bytes) - 1)
  const elements = bytes.length / elementBytes[dtype]
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, size) => n * size, 1))
  const storage = [
    text('storage'),
    global('torch', `${dtype}Storage`),
    text(key),
    text('cpu'),
    integer(elements),
  ]
  return [
    global('torch._utils', '_rebuild_tensor_v2'),
    code('('),
    code('('),
    ...storage,
    code('tQ'),
    integer(0),
    tuple(shape),
    tuple(strides),
    Buffer.from([0x89]),
    global('collections', 'OrderedDict'),
    code(')RtR'),
  ]
}

const code = (letters: string) => Buffer.from(letters, 'latin1')
const global = (module: string, name: string) => code(`c${module}\n${name}\n`)
const tuple = (values: readonly number[]) => Buffer.concat([code('('), ...values.map(integer), code('t')])

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.write('J')
  bytes.writeInt32LE(value, 1)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([code('X'), length, bytes])
}
