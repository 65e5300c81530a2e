import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { problemOf } from '../../../../bench/errors.ts'
import type { Json } from '../../../../bench/records/identity.ts'
import { floatTensor } from '../../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../../bench/video/contract.ts'
import { createWeightLocator } from '../../../../bench/weights/locate.ts'
import type { Backbone, BackboneContext, RoleId } from '../../../../evaluators/contract.ts'
import { dinoCentreEmbedder } from '../../../../evaluators/features/official/dino-centre-embedder.ts'
import { dinoEmbedder } from '../../../../evaluators/features/official/dino-embedder.ts'
import { dinov2Embedder, openDinov2 } from '../../../../evaluators/features/official/dinov2-embedder.ts'
import {
  dreamsimEmbedder,
  dreamsimSegments,
  openDreamSim,
} from '../../../../evaluators/features/official/dreamsim-embedder.ts'
import type { PictureEmbedder } from '../../../../evaluators/features/official/picture-embedder.ts'
import {
  centrePicturePixels,
  centrePixels,
  dreamsimPicturePixels,
  dreamsimPixels,
} from '../../../../evaluators/features/official/pixels.ts'
import {
  type Architectures,
  adapterName,
  adapterSettings,
  dreamsimParts,
  type Tensors,
  visionFixture,
  writeDreamSim,
  writeOwnNetwork,
} from '../../../support/dreamsim-files.ts'
import { temporaryFolder } from '../../../support/temporary.ts'
import { clipView } from '../../fixtures.ts'

/** Frames, VBench's transforms of them (every `stride`-th value) and upstream's embeddings; test/fixtures/vision. */
interface Golden {
  readonly stride: number
  readonly picture: readonly number[]
  readonly pictureSize: readonly [height: number, width: number]
  readonly clips: Readonly<Record<string, { size: readonly [number, number]; frames: readonly number[][] }>>
  readonly pixels: Readonly<Record<string, readonly number[]>>
  readonly embeddings: Readonly<Record<string, readonly (readonly number[])[]>>
}

const golden: Golden = JSON.parse(readFileSync(visionFixture('frames.json'), 'utf8'))
const clipNames = ['wide', 'tall'] as const
const folder = temporaryFolder()

const frameOf = ([height, width]: readonly [number, number], bytes: readonly number[]): RgbFrame => ({
  index: 0,
  timeSeconds: 0,
  width,
  height,
  data: Uint8Array.from(bytes),
})
const framesOf = (name: string) => {
  const { size, frames } = golden.clips[name]!
  return frames.map((bytes) => frameOf(size, bytes))
}
const picture = frameOf(golden.pictureSize, golden.picture)

/** The rule of the golden pixels, in normalised units; that of networks is relative to features of about 1. */
const pixelTolerance = 1e-4
const featureTolerance = 2e-5

function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(found).toHaveLength(expected.length)
  const magnitude = Math.max(1, ...expected.map(Math.abs))
  const errors = expected.map((value, i) => Math.abs(found[i]! - value) / magnitude)
  expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance)
}

const sampled = (planes: Float32Array) => planes.filter((_, i) => i % golden.stride === 0)

describe('frames and pictures as VBench-Long and VBench-I2V prepare them', () => {
  test.each(clipNames)('frames of a %s clip', (name) => {
    const [frame] = framesOf(name)
    expectNear(sampled(dreamsimPixels(frame!)), golden.pixels[`${name} dreamsim`]!, pixelTolerance)
    expectNear(sampled(centrePixels(frame!)), golden.pixels[`${name} centre`]!, pixelTolerance)
    expectNear(sampled(centrePixels(frame!)), golden.pixels[`${name} dinov2`]!, pixelTolerance)
  })

  test('strips whose shorter side would be enlarged to gigabytes are refused', () => {
    const strip = { ...picture, width: 16_384, height: 2, data: new Uint8Array(16_384 * 2 * 3) }
    expect(() => centrePixels(strip)).toThrow('2097152x256')
    expect(() => centrePicturePixels(strip)).toThrow('2097152x256')
    // squashed, whatever its shape
    expect(dreamsimPixels(strip)).toHaveLength(3 * 224 * 224)
  })

  test('pictures, whose bytes Pillow rounds', () => {
    expectNear(sampled(dreamsimPicturePixels(picture)), golden.pixels['picture dreamsim']!, 1e-6)
    expectNear(sampled(centrePicturePixels(picture)), golden.pixels['picture centre']!, 1e-6)
  })
})

interface Files {
  readonly at: string
  readonly architectures: Architectures
}

const contextOf = ({ at, architectures }: Files): BackboneContext => ({
  threads: 1,
  weightPath: (name) => join(at, name),
  architecture: (name) => architectures[name] ?? null,
})

async function embeddings(embedder: PictureEmbedder, frames: readonly RgbFrame[]) {
  const { push, finish } = embedder.begin(frames.length)
  for (const frame of frames) await push(frame)
  return finish()
}

let parts: Record<string, Tensors>
let sizes: Architectures
/** Sizes of the three transformers; the adapter's come from its own settings. */
let released: Architectures
let serial = 0

beforeAll(async () => {
  const found = await dreamsimParts()
  parts = found.files
  const { [adapterName]: _, ...others } = found.sizes
  sizes = found.sizes
  released = others
})

async function write(changes: Record<string, Tensors> = {}, settings?: object): Promise<string> {
  const at = join(folder, String(serial++))
  await writeDreamSim(at, { ...parts, ...changes }, settings)
  return at
}
const failure = (work: Promise<unknown>) => work.then(() => null, problemOf)
const opening = async (changes: Record<string, Tensors>, settings?: object) =>
  failure(openDreamSim(contextOf({ at: await write(changes, settings), architectures: released })))

describe('DreamSim from its released files', () => {
  test('equals upstream on frames and on pictures', async () => {
    const embedder = await openDreamSim(contextOf({ at: await write(), architectures: released }))
    try {
      for (const name of clipNames) {
        const found = await embeddings(embedder, framesOf(name))
        const expected = golden.embeddings[`${name} dreamsim`]!
        expect(found).toHaveLength(expected.length)
        for (const [i, row] of expected.entries()) expectNear(found[i]!, row, featureTolerance)
      }
      expectNear(
        await embedder.embedImage(picture),
        golden.embeddings['picture dreamsim']![0]!,
        featureTolerance,
      )
    } finally {
      await embedder.close()
    }
  })

  test('is one network, whichever roles it plays', async () => {
    const context = contextOf({ at: await write(), architectures: released })
    const segments = await dreamsimSegments.open(context)
    const frames = await dreamsimEmbedder.open(context)
    await segments.close()
    const stream = frames.begin(clipView({ width: 34, height: 20, frameCount: 3 }))
    for (const frame of framesOf('wide')) await stream.push(frame)
    const { 'i2v-background-embedder': found } = await stream.finish()
    expect(found.embeddings).toHaveLength(3)
    expect(await frames.embedImage!(picture)).toHaveLength(found.embeddings[0]!.length)
    await frames.close()
    expect(dreamsimSegments.weights).toEqual(dreamsimEmbedder.weights)
  })

  test("scales the adapter's change by alpha over r", async () => {
    const context = async (alpha: number) =>
      contextOf({ at: await write({}, { ...adapterSettings, lora_alpha: alpha }), architectures: released })
    const [frame] = framesOf('wide')
    const first: Float32Array[] = []
    for (const alpha of [1, 2]) {
      const embedder = await openDreamSim(await context(alpha))
      first.push((await embeddings(embedder, [frame!]))[0]!)
      await embedder.close()
    }
    const change = first[0]!.map((value, i) => Math.abs(value - first[1]![i]!))
    expect(Math.max(...change)).toBeGreaterThan(1e-3)
  })

  test.each([
    [
      'clip_vitb16_pretrain.pth.tar',
      'dino_vitbase16_pretrain.pth',
      "it holds ViT of width 8, patches of 8 in DINO's form",
    ],
    ['open_clip_vitb16_pretrain.pth.tar', adapterName, "it holds the adapter of DreamSim's ensemble"],
    ['dino_vitbase16_pretrain.pth', 'clip_vitb16_pretrain.pth.tar', "in DreamSim's form, expected ViT"],
    [adapterName, 'clip_vitb16_pretrain.pth.tar', 'missing: extractor_list.0.model.blocks.0.attn.qkv.lora_A'],
  ])('refuses, by its name, a %s that is another of the files', async (file, other, text) => {
    const found = await opening({ [file]: parts[other]! })
    expect(found).toMatchObject({ code: 'WEIGHTS_MISMATCH', message: expect.stringContaining(text) })
    expect(found!.message).toContain(file)
  })

  test('refuses an adapter that changes less, more or something else', async () => {
    const all = Object.entries(parts[adapterName]!)
    const [name, tensor] = all[0]!
    const changes: readonly (readonly [Tensors, string])[] = [
      [Object.fromEntries(all.slice(1)), `1 missing: ${name.replace('base_model.model.', '')}`],
      [{ ...parts[adapterName], [name.replace('qkv', 'proj')]: tensor }, '1 unexpected'],
      [{ ...parts[adapterName], [name]: floatTensor([3, 8]) }, '[3,8], expected [2,8]'],
      // what peft writes is not taken for what it would silently leave out
      [Object.fromEntries(all.map(([key, value]) => [`base_model.model.${key}`, value])), 'unexpected'],
    ]
    for (const [adapter, text] of changes) {
      expect(await opening({ [adapterName]: adapter })).toMatchObject({
        code: 'WEIGHTS_MISMATCH',
        message: expect.stringContaining(text),
      })
    }
  })

  test.each([
    [{ ...adapterSettings, use_rslora: true }, 'use_rslora'],
    [{ ...adapterSettings, use_dora: true }, 'use_dora'],
    [{ ...adapterSettings, fan_in_fan_out: true }, 'fan_in_fan_out'],
    [{ ...adapterSettings, bias: 'all' }, 'bias'],
    [{ ...adapterSettings, r: 0 }, 'r'],
    [{ ...adapterSettings, rank_pattern: { qkv: 4 } }, 'rank_pattern'],
    [{ ...adapterSettings, target_modules: ['qkv', 'fc1'] }, 'qkv,fc1, expected qkv'],
    [{ ...adapterSettings, peft_type: 'IA3' }, 'peft_type'],
    [[], 'plain LoRA'],
    [{ note: 'x'.repeat(2 ** 17) }, 'too many for settings'],
  ])('refuses settings of another kind of adapter (%#)', async (settings, text) => {
    const found = await opening({}, settings)
    expect(found).toMatchObject({ code: 'WEIGHTS_UNREADABLE', message: expect.stringContaining(text) })
    expect(found!.message).toContain('dreamsim_ensemble_lora.json')
  })
})

describe('DINOv2', () => {
  const config = JSON.parse(readFileSync(join(visionFixture('dinov2'), 'config.json'), 'utf8'))
  const file = 'dinov2_vitb14_pretrain.pth'
  const context = (architecture: Json | null): BackboneContext => ({
    threads: 1,
    weightPath: () => join(visionFixture('dinov2'), 'weights.safetensors'),
    architecture: (name) => (name === file ? architecture : null),
  })

  test('equals upstream on frames and on pictures', async () => {
    const embedder = await openDinov2(context(config.architecture))
    try {
      for (const name of clipNames) {
        const found = await embeddings(embedder, framesOf(name))
        const expected = golden.embeddings[`${name} dinov2`]!
        for (const [i, row] of expected.entries()) expectNear(found[i]!, row, featureTolerance)
        expect(found).toHaveLength(expected.length)
      }
      expectNear(
        await embedder.embedImage(picture),
        golden.embeddings['picture centre']![0]!,
        featureTolerance,
      )
    } finally {
      await embedder.close()
    }
  })

  test('of another size is refused with both names', async () => {
    expect(await failure(dinov2Embedder.open(context(null)) as Promise<unknown>)).toMatchObject({
      code: 'WEIGHTS_MISMATCH',
      message: expect.stringContaining(
        'it holds DINOv2 ViT of width 8, patches of 14, expected DINOv2 ViT-B/14',
      ),
    })
  })
})

describe("networks of one's own stand in for the released files", () => {
  test('in a weight folder, as for every other network', async () => {
    const own = join(folder, 'own')
    const folders = {
      dino: 'dino_vitbase16_pretrain.pth',
      'dreamsim-clip': 'clip_vitb16_pretrain.pth.tar',
      'dreamsim-open-clip': 'open_clip_vitb16_pretrain.pth.tar',
      'dreamsim-lora': adapterName,
    }
    for (const [name, file] of Object.entries(folders))
      await writeOwnNetwork(join(own, name), sizes[file]!, parts[file]!)
    const context = await located(dreamsimEmbedder, own)
    const session = await dreamsimEmbedder.open(context)
    expectNear(
      await session.embedImage!(picture),
      golden.embeddings['picture dreamsim']![0]!,
      featureTolerance,
    )
    await session.close()
    // the same DINO serves VBench-I2V's subjects beside whole frames, sessions shared
    const whole = await dinoEmbedder.open(await located(dinoEmbedder, own))
    const centre = await dinoCentreEmbedder.open(await located(dinoCentreEmbedder, own))
    expect(await centre.embedImage!(picture)).toHaveLength(8)
    await whole.close()
    await centre.close()
  })
})

/** The context that a weight folder gives a backbone. */
async function located(backbone: Backbone<RoleId> | { weights: readonly string[] }, at: string) {
  const locator = createWeightLocator(at)
  const files = new Map<string, NonNullable<Awaited<ReturnType<typeof locator.find>>>>()
  for (const name of backbone.weights) files.set(name, (await locator.find(name))!)
  return {
    threads: 1,
    weightPath: (name) => files.get(name)!.path,
    architecture: (name) => files.get(name)!.network?.architecture ?? null,
  } satisfies BackboneContext
}
