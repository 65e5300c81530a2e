import { DcAutoencoder } from '../models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../models/autoencoder/hunyuan-autoencoder.ts'
import type { Tiling } from '../models/autoencoder/tiling.ts'
import { type ProgramCost, programCost } from '../onnx/engine/program-cost.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import { Graph } from '../onnx/graph/graph.ts'
import type { Program, Run } from '../onnx/graph/program.ts'
import type { Shape } from '../onnx/graph/shape.ts'
import { elementCount, floatTensor } from '../tensor/tensor.ts'
import { countAutoencoder } from './autoencoder-flops.ts'
import { countNodes, sumCounts } from './flops.ts'
import { ghost, networkPart, type PartSpec } from './part.ts'
import { upstreamForm } from './step-count.ts'
import type { AutoencoderSpec } from './variants.ts'

/** What a part takes, computed before anything is loaded. Null where no graph is known: other programs and ONNX files. */
export interface PartPlan {
  /** Products of the published form, and of the form that runs here. */
  readonly flops: number | null
  readonly executedFlops: number | null
  /** Weights that its sessions keep, and the most that intermediate tensors, inputs and outputs take. */
  readonly weightBytes: number | null
  readonly workingBytes: number | null
}

const unknown: PartPlan = { flops: null, executedFlops: null, weightBytes: null, workingBytes: null }

export async function planPart(spec: PartSpec, provider: Provider): Promise<PartPlan> {
  if (spec.kind === 'codec') {
    return spec.codec.kind === 'built-in' ? planAutoencoder(spec.codec, spec, provider) : unknown
  }
  if (spec.kind === 'matrix') {
    const [rows, inner, columns] = spec.size
    const flops = 2 * rows * inner * columns
    const workingBytes = 4 * (rows * inner + inner * columns + rows * columns)
    return { flops, executedFlops: flops, weightBytes: 0, workingBytes }
  }
  if (spec.kind === 'copy') return { flops: 0, executedFlops: 0, weightBytes: 0, workingBytes: spec.bytes }
  const costs = new Map<string, ProgramCost>()
  const flops = { upstream: 0, executed: 0 }
  const run: Run = async (program) => {
    flops.upstream += flopsOf(program, upstreamForm)
    flops.executed += flopsOf(program, formOf(provider))
    const cost = costOf(program, provider)
    costs.set(program.name, cost)
    return Object.fromEntries(
      Object.entries(cost.outputs).map(([name, { shape }]) => [name, ghost(fixed(shape))]),
    )
  }
  const part = networkPart(spec, ghost)!
  await part.call(run)
  return { flops: flops.upstream, executedFlops: flops.executed, ...bytesOf([...costs.values()], 0) }
}

/** Convolutions in time as suits the provider; see `GraphOptions`. */
export const formOf = (provider: Provider) => ({ conv3d: provider === 'cpu' ? 'auto' : 'direct' }) as const

function flopsOf({ build }: Program, form: ConstructorParameters<typeof Graph>[0]): number {
  const g = new Graph(form)
  build(g)
  return sumCounts(countNodes(g)).flops
}

const costOf = (program: Program, provider: Provider) =>
  programCost(program, { streams: false, provider, typeOf: () => 'float32' })

/** Sessions that a runner keeps (bench/onnx/engine/runner.ts). */
const keptSessions = 4

function bytesOf(costs: readonly ProgramCost[], heldBytes: number) {
  const own = costs.map(({ ownBytes, mappedBytes }) => ownBytes + mappedBytes).toSorted((a, b) => b - a)
  return {
    weightBytes: own.slice(0, keptSessions).reduce((sum, bytes) => sum + bytes, 0),
    workingBytes: Math.max(...costs.map(({ activationBytes }) => activationBytes)) + heldBytes,
  }
}

async function planAutoencoder(
  { autoencoder, tiling }: { readonly autoencoder: AutoencoderSpec; readonly tiling: Tiling },
  { direction, shape }: PartSpec & { readonly kind: 'codec' },
  provider: Provider,
): Promise<PartPlan> {
  const [tiles, executed] = await Promise.all([
    countAutoencoder(autoencoder, direction, shape, tiling),
    countAutoencoder(autoencoder, direction, shape, tiling, formOf(provider)),
  ])
  const costs: ProgramCost[] = []
  for (const tile of tiles) {
    await callTile(autoencoder, direction, tile.shape, async (program) => {
      const cost = costOf(program, provider)
      costs.push(cost)
      return Object.fromEntries(
        Object.entries(cost.outputs).map(([name, { shape: out }]) => [name, floatTensor(fixed(out))]),
      )
    })
  }
  // the input, the finished tiles, and the whole that is joined from them
  const held =
    4 * elementCount(shape) + (tiles.length > 1 ? 2 : 1) * 4 * videoElements(shape, direction, autoencoder)
  return {
    flops: sumCounts(tiles).flops,
    executedFlops: sumCounts(executed).flops,
    ...withLayouts(bytesOf(costs, held)),
  }
}

/** Share of the weights that convolutions hold twice, in the file's layout and in their own: by measured peaks on Linux. */
const secondLayout = 0.4

const withLayouts = ({ weightBytes, workingBytes }: { weightBytes: number; workingBytes: number }) => ({
  weightBytes: (1 + secondLayout) * weightBytes,
  workingBytes,
})

const whole = { spatial: false, temporal: false }

function callTile(
  { kind, spec }: AutoencoderSpec,
  direction: 'encode' | 'decode',
  shape: readonly number[],
  run: Run,
): Promise<unknown> {
  const x = floatTensor(shape)
  if (kind === 'dc-ae') return new DcAutoencoder(spec)[direction](run, x, whole)
  const network = new HunyuanAutoencoder(spec)
  return direction === 'encode' ? network.posterior(run, x, whole) : network.decode(run, x, whole)
}

/** Numbers of the video side: what comes out of decoding; encoding holds its input, which is counted already. */
function videoElements(
  [, , frames = 0, height = 0, width = 0]: readonly number[],
  direction: 'encode' | 'decode',
  { kind, spec }: AutoencoderSpec,
): number {
  if (direction === 'encode') return 0
  const side = kind === 'dc-ae' ? 32 : spec.spatialCompressionRatio
  return 3 * 4 * frames * height * side * width * side
}

function fixed(shape: Shape): readonly number[] {
  return shape.map((size) => {
    if (typeof size !== 'number') throw new RangeError(`A plan needs fixed sizes, found ${size}`)
    return size
  })
}
