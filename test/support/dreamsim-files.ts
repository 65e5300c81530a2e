import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openWeights } from '../../bench/onnx/engine/weights/open.ts'
import { readTensor } from '../../bench/onnx/engine/weights/read-tensor.ts'
import type { Json } from '../../bench/records/identity.ts'
import type { FloatTensor } from '../../bench/tensor/tensor.ts'
import { safetensors } from './safetensors.ts'
import { type ArchiveTensor, torchArchive } from './torch-archive.ts'

export const visionFixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/vision/${name}`, import.meta.url))

/** Names of the released files, with the part of the recorded ensemble that each holds, and its sizes there. */
const parts = {
  'dino_vitbase16_pretrain.pth': ['extractor_list.0.', 'dino'],
  'clip_vitb16_pretrain.pth.tar': ['extractor_list.1.', 'clip'],
  'open_clip_vitb16_pretrain.pth.tar': ['extractor_list.2.', 'open_clip'],
} as const
export const adapterName = 'dreamsim_ensemble_lora.safetensors'

export type Tensors = Record<string, FloatTensor>
export type Architectures = Record<string, Json>

/** The recorded ensemble, file by file as it is released: names inside each file, and the tensors. */
export async function dreamsimParts(): Promise<{ files: Record<string, Tensors>; sizes: Architectures }> {
  const folder = visionFixture('dreamsim')
  const { architecture } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
  const { tensors } = await openWeights(join(folder, 'weights.safetensors'))
  const files: Record<string, Tensors> = { [adapterName]: {} }
  for (const [name, stored] of tensors) {
    const tensor = (await readTensor(stored)) as FloatTensor
    if (name.includes('.lora_')) files[adapterName]![`base_model.model.${name}`] = tensor
    for (const [file, [prefix]] of Object.entries(parts))
      if (name.startsWith(prefix) && !name.includes('.lora_')) {
        files[file] ??= {}
        files[file][name.slice(prefix.length).replace(/^model\./, '')] = tensor
      }
  }
  const sizes = Object.fromEntries(Object.entries(parts).map(([file, [, key]]) => [file, architecture[key]]))
  return { files, sizes: { ...sizes, [adapterName]: architecture.lora } }
}

/** The settings beside the adapter, as peft writes them. */
export const adapterSettings = {
  auto_mapping: { base_model_class: 'PerceptualModel', parent_library: 'dreamsim.model' },
  bias: 'none',
  fan_in_fan_out: false,
  lora_alpha: 1.0,
  lora_dropout: 0.3,
  modules_to_save: null,
  peft_type: 'LORA',
  r: 2,
  rank_pattern: {},
  target_modules: ['qkv'],
  use_dora: false,
  use_rslora: false,
}

/** Writes the files in their released forms, those of `changes` in place of the recorded ones. */
export async function writeDreamSim(
  folder: string,
  files: Readonly<Record<string, Tensors>>,
  settings: object = adapterSettings,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, tensors] of Object.entries(files)) {
    const isArchive = name !== adapterName
    const wrapped = name.startsWith('dino') ? archived(tensors) : { state_dict: archived(tensors) }
    await writeFile(join(folder, name), isArchive ? torchArchive(wrapped) : safetensors(stored(tensors)))
  }
  await writeFile(join(folder, 'dreamsim_ensemble_lora.json'), JSON.stringify(settings))
}

/** Writes one network as a network of the user's own. */
export async function writeOwnNetwork(folder: string, architecture: Json, tensors: Tensors): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'config.json'), JSON.stringify({ architecture }))
  await writeFile(join(folder, 'weights.safetensors'), safetensors(stored(tensors)))
}

const bytesOf = ({ data }: FloatTensor) => new Uint8Array(data.slice().buffer)

const archived = (tensors: Tensors): Record<string, ArchiveTensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      { dtype: 'Float', shape: tensor.shape, bytes: bytesOf(tensor) },
    ]),
  )

const stored = (tensors: Tensors) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      { dtype: 'F32', shape: tensor.shape, bytes: bytesOf(tensor) },
    ]),
  )
