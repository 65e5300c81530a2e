import type { Graph } from '../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'

interface Conv2dOptions {
  readonly stride?: number
  /** Zeros before and after height and width; `same` keeps the size at stride 1. */
  readonly padding?: 'same' | readonly [before: number, after: number]
}

/** 2D convolution of [B, C, H, W]; the kernel is square where one size is given. */
export class Conv2d {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #stride: number
  readonly #pads: readonly (readonly [number, number])[]

  constructor(
    at: Scope,
    inputs: number,
    outputs: number,
    kernel: number | readonly [height: number, width: number],
    options: Conv2dOptions = {},
  ) {
    const { stride = 1, padding = 'same' } = options
    const sizes = typeof kernel === 'number' ? [kernel, kernel] : kernel
    const half = (size: number) => Math.floor(size / 2)
    this.weight = at.parameter('weight', [outputs, inputs, ...sizes])
    this.bias = at.parameter('bias', [outputs])
    this.#stride = stride
    this.#pads = sizes.map((size) => (padding === 'same' ? [half(size), half(size)] : padding))
  }

  forward(g: Graph, x: Value): Value {
    return g.conv(x, g.use(this.weight), g.use(this.bias), {
      strides: [this.#stride, this.#stride],
      pads: this.#pads,
    })
  }
}
