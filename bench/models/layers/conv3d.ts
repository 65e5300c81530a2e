import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { conv3d } from '../../onnx/graph/video-conv.ts'
import { upsampleConv3d } from '../../onnx/graph/video-upsample.ts'

type Triple = readonly [time: number, height: number, width: number]

export interface Conv3dOptions {
  readonly stride?: Triple
  readonly groups?: number
  readonly bias?: boolean
  /**
   * How the size is kept at stride 1: `zeros` on both sides of every axis, or `causal`: the border's values around
   * height and width, and the first frame repeated before the first.
   */
  readonly padding?: 'zeros' | 'causal'
}

/** 3D convolution of a video, [T, B, C, H, W], with a cubic kernel. */
export class Conv3d {
  readonly weight: Parameter
  readonly bias: Parameter | undefined
  readonly #options: Conv3dOptions
  readonly #kernel: number

  constructor(at: Scope, inputs: number, outputs: number, kernel: number, options: Conv3dOptions = {}) {
    const { groups = 1, bias = true } = options
    this.weight = at.parameter('weight', [outputs, inputs / groups, kernel, kernel, kernel])
    this.bias = bias ? at.parameter('bias', [outputs]) : undefined
    this.#options = options
    this.#kernel = kernel
  }

  forward(g: Graph, x: Value): Value {
    const { stride = [1, 1, 1], groups = 1, padding = 'zeros' } = this.#options
    const half = (this.#kernel - 1) / 2
    return conv3d(g, x, g.use(this.weight), this.bias && g.use(this.bias), {
      strides: stride,
      groups,
      timePads: padding === 'causal' ? [2 * half, 0] : [half, half],
      padMode: padding === 'causal' ? 'edge' : 'constant',
    })
  }

  /** The same convolution of a video whose pixels, and with `time` also frames, are doubled first. */
  forwardUpsampled(g: Graph, x: Value, time: boolean): Value {
    const padMode = this.#options.padding === 'causal' ? 'edge' : 'constant'
    return upsampleConv3d(g, x, g.use(this.weight), g.use(this.bias!), { time, padMode })
  }
}
