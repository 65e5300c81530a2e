import { Lpips, leastLpipsSide, lpipsAlexSpec } from '../../models/vision/lpips.ts'
import { createRunner, type RunnerOptions } from '../../onnx/engine/runner.ts'
import { openWeights, type Weights } from '../../onnx/engine/weights/open.ts'
import { tensor } from '../../tensor/tensor.ts'
import type { Size } from '../../video/resize/size.ts'

/** Set of the weights table that holds both files, and their names in it. */
export const lpipsWeights = {
  set: 'lpips',
  alexnet: 'alexnet-owt-7be5be79.pth',
  heads: 'lpips-v0.1-alex.pth',
} as const

/** Measures learned distances of frames. */
export interface LpipsMeter {
  /** Of two frames of interleaved 8-bit RGB; null for frames too small for the network. */
  distance(a: Uint8Array, b: Uint8Array, size: Size): Promise<number | null>
  release(): Promise<void>
}

export interface LpipsPaths {
  /** torchvision's AlexNet. */
  readonly alexnet: string
  /** The heads of LPIPS 0.1 for AlexNet. */
  readonly heads: string
}

/** Opens LPIPS. Throws what `openWeights` throws, and WEIGHTS_MISMATCH. */
export async function openLpips(paths: LpipsPaths, options: RunnerOptions = {}): Promise<LpipsMeter> {
  const network = new Lpips(lpipsAlexSpec)
  const weights = joined(await openWeights(paths.alexnet), await openWeights(paths.heads))
  const { run, release } = createRunner(network, weights, options)
  return {
    async distance(a, b, { height, width }) {
      if (Math.min(height, width) < leastLpipsSide) return null
      const frame = (data: Uint8Array) => tensor('uint8', [height, width, 3], data)
      return network.distance(run, frame(a), frame(b))
    },
    release,
  }
}

const joined = (a: Weights, b: Weights): Weights => ({
  path: `${a.path} and ${b.path}`,
  tensors: new Map([...a.tensors, ...b.tensors]),
})
