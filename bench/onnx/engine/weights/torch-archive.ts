import { type ByteSource, WeightFormatError } from './byte-source.ts'
import { readPickle } from './pickle.ts'
import type { StoredTensor } from './stored-tensor.ts'
import { collectTensors, placeTensor, torchRules } from './torch-pickle.ts'
import { readZipDirectory, type ZipEntry } from './zip.ts'

// a state dict takes about 150 bytes per tensor; ten thousand tensors are 1.5 MB
const maxPickleBytes = 64 * 2 ** 20

/**
 * The tensors of a zip archive written by torch.save (`.pth`, `.pt`, `.bin`) or torch.jit.save: a pickle that
 * describes them and one stored file per storage.
 */
export async function readTorchArchive(source: ByteSource): Promise<ReadonlyMap<string, StoredTensor>> {
  const entries = await readZipDirectory(source)
  const pickle = [...entries.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name))
  if (!pickle)
    throw new WeightFormatError('is a zip archive without a stored data.pkl: not written by torch.save')
  if (pickle.lengthBytes > maxPickleBytes)
    throw new WeightFormatError(`has a data.pkl of ${pickle.lengthBytes} bytes`)
  const root = pickle.name.slice(0, -'data.pkl'.length)
  await expectLittleEndian(source, entries.get(`${root}byteorder`))
  const { value } = readPickle(await source.read(pickle.offsetBytes, pickle.lengthBytes), torchRules)
  const tensors = new Map<string, StoredTensor>()
  for (const [name, view] of collectTensors(value)) {
    const entry = entries.get(`${root}data/${view.storage.key}`)
    if (!entry) throw new WeightFormatError(`lacks the storage of tensor ${name}`)
    tensors.set(name, placeTensor(name, view, { file: source.path, ...entry }))
  }
  return tensors
}

async function expectLittleEndian(source: ByteSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return
  const order = (await source.read(entry.offsetBytes, Math.min(entry.lengthBytes, 16))).toString('latin1')
  if (order !== 'little') throw new WeightFormatError(`has byte order "${order}", expected "little"`)
}
