import { dataTypes } from '../../../tensor/tensor.ts'
import { type ByteSource, WeightFormatError } from './byte-source.ts'
import { type PickleValue, readPickle } from './pickle.ts'
import type { StoredTensor } from './stored-tensor.ts'
import { collectTensors, placeTensor, type Storage, torchRules } from './torch-pickle.ts'

// torch/serialization.py, MAGIC_NUMBER and PROTOCOL_VERSION
const magicNumber = 0x1950a86a20f9469cfc6cn
const protocolVersion = 1001
const maxPickleBytes = 64 * 2 ** 20

/**
 * The tensors of a file in torch.save's format before PyTorch 1.6: five pickles (magic number, protocol version,
 * system facts, the object, the keys of its storages), then each storage as a count and raw elements.
 */
export async function readTorchLegacy(source: ByteSource): Promise<ReadonlyMap<string, StoredTensor>> {
  const head = await source.read(0, Math.min(source.sizeBytes, maxPickleBytes))
  let at = 0
  const next = (): PickleValue => {
    const { value, lengthBytes } = readPickle(head.subarray(at), torchRules)
    at += lengthBytes
    return value
  }
  if (next() !== magicNumber) throw new WeightFormatError('is not a checkpoint of torch.save')
  if (next() !== protocolVersion) throw new WeightFormatError('has an unknown version of torch.save')
  const system = next()
  if (system instanceof Map && system.get('little_endian') === false) {
    throw new WeightFormatError('has byte order "big", expected "little"')
  }
  const views = collectTensors(next())
  const keys = next()
  const storages = new Map([...views.values()].map(({ storage }) => [storage.key, storage]))
  const places = await locateStorages(source, at, keys, storages)
  const tensors = new Map<string, StoredTensor>()
  for (const [name, view] of views) {
    const place = places.get(view.storage.key)
    if (!place) throw new WeightFormatError(`lacks the storage of tensor ${name}`)
    tensors.set(name, placeTensor(name, view, place))
  }
  return tensors
}

interface Place {
  readonly file: string
  readonly offsetBytes: number
  readonly lengthBytes: number
}

async function locateStorages(
  source: ByteSource,
  start: number,
  keys: PickleValue,
  storages: ReadonlyMap<string, Storage>,
): Promise<ReadonlyMap<string, Place>> {
  if (!Array.isArray(keys)) throw new WeightFormatError('lists its storages wrongly')
  const places = new Map<string, Place>()
  let at = start
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined
    if (!storage) throw new WeightFormatError(`holds a storage ${String(key)} that no tensor uses`)
    const elements = Number((await source.read(at, 8)).readBigInt64LE())
    const lengthBytes = elements * dataTypes[storage.dtype].bytes
    if (elements !== storage.elements || at + 8 + lengthBytes > source.sizeBytes) {
      throw new WeightFormatError(`ends inside storage ${storage.key}; it may be incomplete`)
    }
    places.set(storage.key, { file: source.path, offsetBytes: at + 8, lengthBytes })
    at += 8 + lengthBytes
  }
  return places
}
