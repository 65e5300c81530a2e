import type { GraphOptions } from '../onnx/graph/emitter.ts'
import type { ProductCount } from './flops.ts'

/** Work of one part of a network. */
export interface StepCount extends ProductCount {
  readonly name: string
}

/**
 * Graphs as upstream computes them: plain 3D convolutions, attention in one operator. One difference stays: the causal
 * autoencoder's attention skips what its mask hides, which upstream computes (0.8 % of a decoded tile). Other options
 * count the form that a machine of ours runs.
 */
export const upstreamForm: GraphOptions = { fused: true, conv3d: 'direct' }
