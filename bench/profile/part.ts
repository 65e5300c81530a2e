// B batch, L tokens, C hidden width
import { Mmdit } from '../models/mmdit/mmdit.ts'
import type { MmditSpec } from '../models/mmdit/spec.ts'
import { runSteps, type Step } from '../models/steps.ts'
import { ClipText, type ClipTextSpec } from '../models/text/clip-text.ts'
import { T5Encoder, type T5Spec } from '../models/text/t5-encoder.ts'
import type { Network, Run, Tensors } from '../onnx/graph/program.ts'
import { seededRandom } from '../tensor/random.ts'
import { elementCount, type FloatTensor, floatTensor, type Tensor, tensor } from '../tensor/tensor.ts'
import type { Direction } from './autoencoder-flops.ts'
import type { CodecSpec } from './codec/codec.ts'
import type { MmditSizes } from './transformer-flops.ts'

/** What is timed as one, as data that can be sent to another process. */
export type PartSpec =
  | {
      readonly kind: 'codec'
      readonly codec: CodecSpec
      readonly direction: Direction
      /** Of the input: pixels [1, 3, T, H, W] to encode, latents [1, C, T, H, W] to decode. */
      readonly shape: readonly number[]
    }
  | {
      readonly kind: 'mmdit'
      readonly spec: MmditSpec
      readonly sizes: Omit<MmditSizes, 'batch'>
      readonly piece: MmditPiece
    }
  | { readonly kind: 't5'; readonly spec: T5Spec; readonly length: number; readonly piece: T5Piece }
  | { readonly kind: 'clip'; readonly spec: ClipTextSpec; readonly length: number }
  | { readonly kind: 'matrix'; readonly size: readonly [rows: number, inner: number, columns: number] }
  | { readonly kind: 'copy'; readonly bytes: number }

/** `ends` is the network without its blocks; `whole` is one prediction. */
export type MmditPiece = 'ends' | 'double block' | 'single block' | 'whole'
export type T5Piece = 'ends' | 'block' | 'whole'

/** A part that networks of ours compute: its parameters and the call. */
export interface NetworkPart {
  readonly network: Network
  call(run: Run): Promise<unknown>
}

/** Makes an input of a shape. A plan needs no values: see `ghost`. */
export type MakeInput = (shape: readonly number[]) => FloatTensor

/** The part as a network and one call of it; null for parts that are none of our networks. */
export function networkPart(spec: PartSpec, make: MakeInput = noise): NetworkPart | null {
  if (spec.kind === 'mmdit') return mmditPart(spec, make)
  if (spec.kind === 't5') return t5Part(spec, make)
  if (spec.kind === 'clip') {
    const network = new ClipText(spec.spec)
    return { network, call: (run) => network.encode(run, tokenIds(spec.length)) }
  }
  return null
}

function mmditPart(
  { spec, sizes: { imageTokens, textTokens }, piece }: PartSpec & { readonly kind: 'mmdit' },
  make: MakeInput,
): NetworkPart {
  const depths = {
    ends: { depth: 0, depthSingleBlocks: 0 },
    'double block': { depth: 1, depthSingleBlocks: 0 },
    'single block': { depth: 0, depthSingleBlocks: 1 },
    whole: {},
  }[piece]
  const network = new Mmdit({ ...spec, ...depths })
  const tokens = imageTokens + textTokens
  const tables = [1, tokens, spec.hiddenSize / spec.numHeads / 2]
  const { hiddenSize } = spec
  if (piece === 'double block' || piece === 'single block') {
    const feeds: Tensors = {
      vec: make([1, hiddenSize]),
      cos: make(tables),
      sin: make(tables),
      ...(piece === 'double block'
        ? { img: make([1, imageTokens, hiddenSize]), txt: make([1, textTokens, hiddenSize]) }
        : { x: make([1, tokens, hiddenSize]) }),
    }
    return oneStep('mmdit', network, network.steps(textTokens), `${piece} 0`, feeds)
  }
  const inputs = {
    img: make([1, imageTokens, spec.inChannels]),
    txt: make([1, textTokens, spec.contextInDim]),
    yVec: make([1, spec.vecInDim]),
    timesteps: floatTensor([1], [0.5]),
    cos: make(tables),
    sin: make(tables),
    ...(spec.condEmbed ? { cond: make([1, imageTokens, spec.inChannels + spec.patchSize ** 2]) } : {}),
    ...(spec.guidanceEmbed ? { guidance: floatTensor([1], [4]) } : {}),
  }
  return { network, call: (run) => network.predict(run, inputs) }
}

function t5Part({ spec, length, piece }: PartSpec & { readonly kind: 't5' }, make: MakeInput): NetworkPart {
  if (piece === 'whole') {
    const network = new T5Encoder(spec)
    return { network, call: (run) => network.encode(run, tokenIds(length)) }
  }
  if (piece === 'ends') {
    // looking a row up takes as long in a small table
    const network = new T5Encoder({ ...spec, numLayers: 0, vocabSize: lookedUp })
    return { network, call: (run) => network.encode(run, tokenIds(length)) }
  }
  const network = new T5Encoder({ ...spec, numLayers: 1, vocabSize: lookedUp })
  const feeds = { x: make([1, length, spec.dModel]), bias: make([1, spec.numHeads, length, length]) }
  return oneStep('t5', network, network.steps(length), 'block 0', feeds)
}

/** Ids are below it: see `tokenIds`. */
const lookedUp = 256

/** One step of a network as a part: the parameters are those that its graph uses. */
function oneStep(
  name: string,
  network: Network,
  steps: readonly Step[],
  wanted: string,
  feeds: Tensors,
): NetworkPart {
  const step = steps.find((each) => each.name === wanted)
  if (!step)
    throw new RangeError(
      `${name} has no step "${wanted}"; it has ${steps.map((each) => each.name).join(', ')}`,
    )
  return { network, call: (run) => runSteps(run, name, [step], feeds, step.gives, 1) }
}

const tokenIds = (length: number): Tensor<'int64'> =>
  tensor(
    'int64',
    [1, length],
    BigInt64Array.from({ length }, (_, i) => BigInt(1 + (i % (lookedUp - 1)))),
  )

/** Seeded uniform numbers in [-1, 1]; a long tensor repeats them, because time does not depend on them. */
export function noise(shape: readonly number[]): FloatTensor {
  const data = new Float32Array(elementCount(shape))
  const random = seededRandom(0, 'profile inputs')
  const drawn = Math.min(data.length, drawnNumbers)
  for (let i = 0; i < drawn; i++) data[i] = 2 * random.next() - 1
  for (let filled = drawn; filled < data.length; filled *= 2) data.copyWithin(filled, 0, filled)
  return floatTensor(shape, data)
}
const drawnNumbers = 65_521

/** A tensor without elements: what a plan needs of it is its shape. */
export const ghost: MakeInput = (shape) => ({ dtype: 'float32', shape, data: new Float32Array(0) })

/** A name for messages and records. */
export function partName(spec: PartSpec): string {
  if (spec.kind === 'codec') return spec.direction
  if (spec.kind === 'mmdit' || spec.kind === 't5') return `${spec.kind} ${spec.piece}`
  return spec.kind
}
