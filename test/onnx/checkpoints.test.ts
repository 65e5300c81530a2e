import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Clip, type ClipSpec } from '../../bench/models/vision/clip.ts'
import { Dino } from '../../bench/models/vision/dino.ts'
import { DinoV2 } from '../../bench/models/vision/dinov2.ts'
import { Raft } from '../../bench/models/vision/flow/raft.ts'
import { dinov2B14 } from '../../bench/models/vision/specs.ts'
import { Umt } from '../../bench/models/vision/umt.ts'
import { createRunner } from '../../bench/onnx/engine/runner.ts'
import { openCheckpoint } from '../../bench/onnx/engine/weights/checkpoints/open-checkpoint.ts'
import { matchWeights } from '../../bench/onnx/engine/weights/match.ts'
import { readTensor } from '../../bench/onnx/engine/weights/read-tensor.ts'
import type { Network } from '../../bench/onnx/graph/program.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { elementCount, floatTensor, tensor } from '../../bench/tensor/tensor.ts'
import { safetensors } from '../support/safetensors.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { type ArchiveDict, type ArchiveValue, floats, torchArchive } from '../support/torch-archive.ts'

const folder = temporaryFolder()
type Values = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>

const spec: ClipSpec = {
  embedDim: 6,
  imageResolution: 8,
  visionLayers: 2,
  visionWidth: 8,
  visionPatchSize: 4,
  visionHeads: 2,
  contextLength: 5,
  vocabSize: 11,
  transformerWidth: 4,
  transformerLayers: 1,
  transformerHeads: 2,
}

/** Weights that float16 holds exactly: multiples of a 64th. */
function weightsOf({ parameters }: Network): Values {
  const random = seededRandom('checkpoints')
  return Object.fromEntries(
    parameters.map(({ path, shape }) => [
      path,
      {
        shape,
        values: Float32Array.from(
          { length: elementCount(shape) },
          () => Math.round(random.normal() * 32) / 64,
        ),
      },
    ]),
  )
}

const clip = new Clip(spec)
const values = weightsOf(clip)

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

const stored = (all: Values) =>
  safetensors(
    Object.fromEntries(
      Object.entries(all).map(([name, { shape, values }]) => [
        name,
        { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) },
      ]),
    ),
  )
const archived = (all: Values): ArchiveDict =>
  Object.fromEntries(
    Object.entries(all).map(([name, { shape, values }]) => [name, floats(shape, [...values])]),
  )

async function clipOutputs(path: string): Promise<readonly Float32Array[]> {
  const { run, release } = createRunner(clip, await openCheckpoint(path))
  const pixels = floatTensor(
    [1, 3, 8, 8],
    Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)),
  )
  const images = await clip.embedImages(run, pixels)
  const texts = await clip.embedTexts(run, tensor('int64', [1, 5], BigInt64Array.of(1n, 3n, 10n, 0n, 0n)))
  await release()
  return [images.data, texts.data]
}

describe('CLIP in the forms in which it is published', () => {
  test('a TorchScript archive in half precision', async () => {
    const plain = await write('openai.safetensors', stored(values))
    const script = await write('ViT.pt', torchArchive(scriptObject(values), 'ViT'))
    const [expected, found] = [await clipOutputs(plain), await clipOutputs(script)]
    expect(found).toEqual(expected)
    expect(expected.every((output) => output.some((value) => value !== 0))).toBe(true)
  })

  test("Hugging Face's names, with queries, keys and values apart", async () => {
    const plain = await write('openai.safetensors', stored(values))
    const other = await write('model.safetensors', stored(huggingFace(values)))
    const { tensors } = await openCheckpoint(other)
    expect([...tensors.keys()].sort()).toEqual(Object.keys(values).sort())
    for (const [name, { shape, values: numbers }] of Object.entries(values)) {
      expect([name, await readTensor(tensors.get(name)!)]).toEqual([name, floatTensor(shape, numbers)])
    }
    expect(await clipOutputs(other)).toEqual(await clipOutputs(plain))
  })

  test('names that are not of CLIP are reported, and so are halves of a projection', async () => {
    const all = { ...huggingFace(values), 'vision_model.extra': { shape: [1], values: new Float32Array(1) } }
    const opened = await openCheckpoint(await write('extra.safetensors', stored(all)))
    expect(() => matchWeights(opened, clip.parameters)).toThrow('1 unexpected: vision_model.extra')
    const name = 'text_model.encoder.layers.0.self_attn.k_proj.bias'
    const without = Object.fromEntries(Object.entries(huggingFace(values)).filter(([key]) => key !== name))
    const halved = await openCheckpoint(await write('halved.safetensors', stored(without)))
    expect(() => matchWeights(halved, clip.parameters)).toThrow(
      '1 missing: transformer.resblocks.0.attn.in_proj_bias; 2 unexpected',
    )
  })
})

describe('wrapped checkpoints', () => {
  const small = { 'a.weight': floats([2], [1, 2]), b: floats([1], [3]) }
  const moments = { state: { 0: { exp_avg: floats([2], [7, 8]) } } }
  const settings = {
    of: ['argparse', 'Namespace'],
    state: { lr: 1, cfg: { of: ['omegaconf.dictconfig', 'DictConfig'], state: {} } },
  } as const
  const module = Object.fromEntries(Object.entries(small).map(([name, value]) => [`module.${name}`, value]))
  const cases: Readonly<Record<string, ArchiveValue>> = {
    'a flat dict': small,
    'names after module.': module,
    'a state_dict beside an optimiser and an epoch': { epoch: 3, state_dict: small, optim: moments },
    'a model beside settings of its training': { model: small, optimizer: moments, args: settings },
    'a model after module.': { model: module, epoch: 1 },
  }

  test.each(Object.entries(cases))('%s', async (name, value) => {
    const { tensors } = await openCheckpoint(
      await write(`${name.replaceAll(/\W/g, '-')}.pth`, torchArchive(value)),
    )
    expect([...tensors.keys()].sort()).toEqual(['a.weight', 'b'])
    expect((await readTensor(tensors.get('a.weight')!)).data).toEqual(Float32Array.of(1, 2))
  })

  test('an object of any other class is refused', async () => {
    const value = { model: small, extra: { of: ['subprocess', 'Popen'], state: {} } } as const
    await expect(openCheckpoint(await write('object.pth', torchArchive(value)))).rejects.toThrow(
      'subprocess.Popen',
    )
  })
})

test('UMT takes a checkpoint with more in it, and none with less', async () => {
  const sizes = {
    embedDim: 8,
    depth: 1,
    numHeads: 2,
    numClasses: 3,
    imgSize: 16,
    patchSize: 16,
    allFrames: 2,
    mlpRatio: 2,
  }
  const umt = new Umt(sizes)
  const more: Values = {
    ...weightsOf(umt),
    'clip_decoder.0.weight': { shape: [1], values: new Float32Array(1) },
  }
  const { 'head.bias': _, ...less } = more
  const open = async (name: string, all: Values) =>
    openCheckpoint(await write(name, torchArchive(archived(all))))
  const [whole, lacking] = [await open('umt.pth', more), await open('umt-less.pth', less)]
  matchWeights(whole, umt.parameters, umt.isUnused)
  expect(() => matchWeights(lacking, umt.parameters, umt.isUnused)).toThrow('1 missing: head.bias')
})

describe('a checkpoint of another network is named', () => {
  const expectMismatch = async (network: Network, name: string, all: Values, text: string) => {
    const opened = await openCheckpoint(await write(name, torchArchive(archived(all))))
    expect(() => matchWeights(opened, network.parameters, network.isUnused?.bind(network))).toThrow(text)
  }
  const oneTensor = (name: string, shape: readonly number[]) => ({
    [name]: { shape, values: new Float32Array(elementCount(shape)) },
  })

  test('CLIP of another size', () => {
    const large = {
      ...oneTensor('visual.conv1.weight', [1024, 3, 14, 14]),
      ...oneTensor('visual.proj', [1024, 768]),
    }
    const base = new Clip({ ...spec, visionWidth: 768, visionPatchSize: 32 })
    return expectMismatch(base, 'large.pt', large, 'it holds CLIP ViT-L/14, expected CLIP ViT-B/32')
  })

  test('RAFT-small', () => {
    const raft = new Raft({ corrLevels: 4, corrRadius: 4 })
    const smallRaft = oneTensor('module.fnet.conv1.weight', [32, 3, 7, 7])
    return expectMismatch(raft, 'raft-small.pth', smallRaft, 'it holds RAFT-small, expected RAFT')
  })

  test.each([
    ['S', 384, {}, 'DINOv2 ViT-S/14'],
    ['L', 1024, {}, 'DINOv2 ViT-L/14'],
    ['B with registers', 768, oneTensor('register_tokens', [1, 4, 768]), 'DINOv2 ViT-B/14 with registers'],
  ])('DINOv2 ViT-%s/14', (_, width, more, title) => {
    const other = {
      ...oneTensor('blocks.0.ls1.gamma', [width]),
      ...oneTensor('patch_embed.proj.weight', [width, 3, 14, 14]),
      ...more,
    }
    return expectMismatch(new DinoV2(dinov2B14), 'dinov2.pth', other, `it holds ${title}`)
  })

  test('CLIP where DINO should be', () => {
    const sizes = {
      patchSize: 16,
      embedDim: 768,
      depth: 1,
      numHeads: 12,
      mlpRatio: 4,
      imgSizeOfPosEmbed: 224,
    }
    return expectMismatch(new Dino(sizes), 'clip.pt', values, "expected ViT-B/16 in DINO's form")
  })
})

const storedSizes = Object.fromEntries(
  ['input_resolution', 'context_length', 'vocab_size'].map((name) => [
    name,
    { dtype: 'Long', shape: [], bytes: new Uint8Array(BigInt64Array.of(8n).buffer) } as const,
  ]),
)

/** A TorchScript module: each module is an object with its parameters, stored in half precision. */
function scriptObject(all: Values, sizes: ArchiveDict = storedSizes): ArchiveValue {
  const inner = new Map<string, Record<string, Values[string]>>()
  const own: Record<string, ArchiveValue> = { ...sizes }
  for (const [name, value] of Object.entries(all)) {
    const [head, ...rest] = name.split('.') as [string, ...string[]]
    if (rest.length === 0) own[head] = { dtype: 'Half', shape: value.shape, bytes: halves(value.values) }
    else inner.set(head, { ...inner.get(head), [rest.join('.')]: value })
  }
  const modules = [...inner].map(([name, part]) => [name, scriptObject(part, {})])
  return { of: ['__torch__.model', 'Module'], state: { ...own, ...Object.fromEntries(modules) } }
}

/** float16 bits of numbers that it holds exactly. */
function halves(numbers: Float32Array): Uint8Array {
  const bits = Uint16Array.from(numbers, (value) => {
    if (value === 0) return 0
    const exponent = Math.floor(Math.log2(Math.abs(value)))
    const fraction = (Math.abs(value) / 2 ** exponent - 1) * 1024
    return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction
  })
  return new Uint8Array(bits.buffer)
}

const layerNames: Readonly<Record<string, string>> = {
  ln_1: 'layer_norm1',
  ln_2: 'layer_norm2',
  'attn.out_proj': 'self_attn.out_proj',
  'mlp.c_fc': 'mlp.fc1',
  'mlp.c_proj': 'mlp.fc2',
}
const otherNames: Readonly<Record<string, string>> = {
  logit_scale: 'logit_scale',
  'token_embedding.weight': 'text_model.embeddings.token_embedding.weight',
  positional_embedding: 'text_model.embeddings.position_embedding.weight',
  'ln_final.weight': 'text_model.final_layer_norm.weight',
  'ln_final.bias': 'text_model.final_layer_norm.bias',
  'visual.class_embedding': 'vision_model.embeddings.class_embedding',
  'visual.conv1.weight': 'vision_model.embeddings.patch_embedding.weight',
  'visual.positional_embedding': 'vision_model.embeddings.position_embedding.weight',
  'visual.ln_pre.weight': 'vision_model.pre_layrnorm.weight',
  'visual.ln_pre.bias': 'vision_model.pre_layrnorm.bias',
  'visual.ln_post.weight': 'vision_model.post_layernorm.weight',
  'visual.ln_post.bias': 'vision_model.post_layernorm.bias',
}

/** The tensors as the transformers library names and cuts them. */
function huggingFace(all: Values): Values {
  const entries = Object.entries(all).flatMap(([name, value]): [string, Values[string]][] => {
    if (name === 'visual.proj') return [['visual_projection.weight', turned(value)]]
    if (name === 'text_projection') return [['text_projection.weight', turned(value)]]
    const layer = /^(visual\.)?transformer\.resblocks\.(\d+)\.(.+)\.(weight|bias)$/.exec(name)
    const packed = /^(visual\.)?transformer\.resblocks\.(\d+)\.attn\.in_proj_(weight|bias)$/.exec(name)
    if (packed) {
      const at = `${packed[1] ? 'vision' : 'text'}_model.encoder.layers.${packed[2]}.self_attn`
      const [rows, ...rest] = value.shape as [number, ...number[]]
      const third = value.values.length / 3
      return ['q', 'k', 'v'].map((part, i) => [
        `${at}.${part}_proj.${packed[3]}`,
        { shape: [rows / 3, ...rest], values: value.values.slice(i * third, (i + 1) * third) },
      ])
    }
    if (!layer) return [[otherNames[name]!, value]]
    const at = `${layer[1] ? 'vision' : 'text'}_model.encoder.layers.${layer[2]}`
    return [[`${at}.${layerNames[layer[3]!]}.${layer[4]}`, value]]
  })
  const positionIds = { shape: [1, 5], values: new Float32Array(5) }
  return { ...Object.fromEntries(entries), 'text_model.embeddings.position_ids': positionIds }
}

function turned({ shape, values }: Values[string]): Values[string] {
  const [rows, columns] = shape as readonly [number, number]
  const out = Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!)
  return { shape: [columns, rows], values: out }
}
