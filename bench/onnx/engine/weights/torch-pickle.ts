import { type DataType, dataTypes, elementCount } from '../../../tensor/tensor.ts'
import { WeightFormatError } from './byte-source.ts'
import { PickleNamed, PickleObject, type PickleRules, type PickleValue } from './pickle.ts'
import { byteCount, contiguousStrides, type StoredTensor } from './stored-tensor.ts'

/** A block of memory that tensors view: its type and, once known, its place in the file. */
export interface Storage {
  readonly key: string
  readonly dtype: DataType
  readonly elements: number
}

/** A tensor as the pickle describes it, before its storage has been located. */
export interface TensorView {
  readonly storage: Storage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

// torch/storage.py, the typed storages that torch.save writes
const storageTypes: Readonly<Record<string, DataType>> = {
  'torch.FloatStorage': 'float32',
  'torch.DoubleStorage': 'float64',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
}

type Reducer = (args: readonly PickleValue[]) => PickleValue

const reducers: Readonly<Record<string, Reducer>> = {
  'collections.OrderedDict': pairsToMap,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([data]) => data ?? null,
  'torch.Size': ([sizes]) => sizes ?? null,
  // torch/jit/_pickle.py: lists with a declared element type
  'torch.jit._pickle.build_intlist': ([list]) => list ?? null,
  'torch.jit._pickle.build_doublelist': ([list]) => list ?? null,
  'torch.jit._pickle.build_boollist': ([list]) => list ?? null,
  'torch.jit._pickle.build_tensorlist': ([list]) => list ?? null,
  // a container with its type in words
  'torch.jit._pickle.restore_type_tag': ([value]) => value ?? null,
}

/** Names that may stand in a pickle without being called: element types, layouts, devices. */
const isPlainName = (name: string) =>
  Object.hasOwn(storageTypes, name) ||
  /^torch\.(float|double|half|bfloat|int|uint|bool|long|short)\d*$/.test(name)

/**
 * Settings, numbers and places that training code leaves in a checkpoint beside its tensors: read as records, and never
 * called. Released files may hold any of them; AMT's is known not to load with torch's weights_only.
 */
const recordNames = new Set([
  '_codecs.encode',
  'argparse.Namespace',
  'collections.Counter',
  'collections.defaultdict',
  'copyreg._reconstructor',
  'easydict.EasyDict',
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray._reconstruct',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray._reconstruct',
  'numpy._core.multiarray.scalar',
  'pathlib.PosixPath',
  'torch.device',
  'typing.Any',
  'yacs.config.CfgNode',
])
const isRecord = (name: string) =>
  recordNames.has(name) ||
  /^(builtins|__builtin__)\.(bool|dict|float|int|list|object|set|str|tuple)$/.test(name) ||
  /^omegaconf(\.[a-z]+)*\.[A-Z]\w*$/.test(name)

/** A class compiled by TorchScript: a record of attributes, nothing else. */
const isScriptClass = (name: string) => /^__torch__\.[\w.]+$/.test(name)

/** The rules under which the pickles of torch.save and TorchScript are read: tensors, dicts, numbers. */
export const torchRules: PickleRules = {
  name(name) {
    if (Object.hasOwn(reducers, name) || isPlainName(name) || isScriptClass(name) || isRecord(name)) return
    throw new WeightFormatError(`names ${name}, which is neither a tensor, a dict nor a number`)
  },
  reduce(name, args) {
    if (isScriptClass(name) || isRecord(name)) return new Map()
    const reducer = Object.hasOwn(reducers, name) ? reducers[name] : undefined
    if (!reducer) throw new WeightFormatError(`calls ${name}, which is not allowed`)
    return reducer(args)
  },
  persistent(id) {
    if (!Array.isArray(id) || id[0] !== 'storage')
      throw new WeightFormatError('holds a damaged storage reference')
    const [, type, key, , elements] = id
    const dtype = type instanceof PickleNamed ? storageTypes[type.name] : undefined
    if (!dtype || typeof key !== 'string' || !isSize(elements)) {
      throw new WeightFormatError('holds a damaged storage reference')
    }
    return new PickleObject('storage', { key, dtype, elements } satisfies Storage)
  },
}

/** Every tensor in a pickled value, by its path: keys of dicts and indices of lists joined with dots. */
export function collectTensors(root: PickleValue): ReadonlyMap<string, TensorView> {
  const found = new Map<string, TensorView>()
  let visited = 0
  // settings of training code point back at what holds them
  const above = new Set<PickleValue>()
  const visit = (value: PickleValue, path: string, depth: number): void => {
    visited += 1
    // a few thousand tensors nest a handful of levels deep in any real checkpoint
    if (visited > 1_000_000 || depth > 64) throw new WeightFormatError('holds a pickle nested without end')
    if (value instanceof PickleObject && value.kind === 'tensor') found.set(path, value.content as TensorView)
    const join = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
    if (!(value instanceof Map || Array.isArray(value)) || above.has(value)) return
    above.add(value)
    for (const [key, item] of value.entries()) {
      if (typeof key === 'string' || typeof key === 'number') visit(item, join(key), depth + 1)
    }
    above.delete(value)
  }
  visit(root, '', 0)
  return found
}

/** Places a view in its file, given where its storage starts there and how many bytes the storage has. */
export function placeTensor(
  name: string,
  { storage, offset, shape, strides }: TensorView,
  place: { readonly file: string; readonly offsetBytes: number; readonly lengthBytes: number },
): StoredTensor {
  const { bytes } = dataTypes[storage.dtype]
  const contiguous = contiguousStrides(shape).every((step, i) => step === strides[i] || shape[i] === 1)
  const last = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i]!, 0)
  const span = shape.some((size) => size === 0)
    ? 0
    : contiguous
      ? byteCount(storage.dtype, shape)
      : (last + 1) * bytes
  const end = offset * bytes + span
  const expanded = elementCount(shape) > Math.max(storage.elements, 1)
  if (expanded || !Number.isSafeInteger(end) || end > place.lengthBytes) {
    throw new WeightFormatError(`places tensor ${name} outside its storage; it may be incomplete`)
  }
  const range = { file: place.file, offsetBytes: place.offsetBytes + offset * bytes, lengthBytes: span }
  return { dtype: storage.dtype, shape, ...range, ...(contiguous ? {} : { strides }) }
}

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 16 && value.every(isSize)

function pairsToMap([pairs]: readonly PickleValue[]): PickleValue {
  const map = new Map<PickleValue, PickleValue>()
  if (pairs === undefined) return map
  if (!Array.isArray(pairs)) throw new WeightFormatError('holds a damaged dict')
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) throw new WeightFormatError('holds a damaged dict')
    map.set(pair[0]!, pair[1]!)
  }
  return map
}

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[]): PickleValue {
  const isStorage = storage instanceof PickleObject && storage.kind === 'storage'
  if (
    !isStorage ||
    !isSize(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    shape.length !== strides.length
  ) {
    throw new WeightFormatError('holds a damaged tensor')
  }
  const view: TensorView = { storage: storage.content as Storage, offset, shape, strides }
  return new PickleObject('tensor', view)
}
