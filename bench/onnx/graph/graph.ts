import { Primitives } from './primitives.ts'
import { GraphError, isFixed, type Shape, showShape } from './shape.ts'
import type { Value } from './value.ts'

/**
 * A network under construction: `forward(g, x)` of a layer calls these methods, and each emits nodes. What is not a
 * single ONNX operator has a plain form made of ONNX operators and, where ONNX Runtime has a faster operator of its
 * own with equal results, a fused form.
 */
export class Graph extends Primitives {
  /** x · weightᵀ + bias over the last axis; weight is [outputs, inputs] as PyTorch stores it. */
  linear(x: Value, weight: Value, bias?: Value): Value {
    if (!isFixed(x.shape)) {
      const product = this.matMul(x, this.transpose(weight, [1, 0]))
      return bias ? this.add(product, bias) : product
    }
    const rows = this.reshape(x, [-1, x.shape.at(-1)!])
    const out = this.one('Gemm', bias ? [rows, weight, bias] : [rows, weight], { transB: 1 })
    return this.reshape(out, [...x.shape.slice(0, -1), weight.shape[0]!])
  }

  /** x · sigmoid(alpha · x): SiLU for alpha 1, CLIP's quick GELU for 1.702. */
  silu(x: Value, alpha = 1): Value {
    if (this.fused) return this.one('QuickGelu', [x], { alpha })
    return this.mul(x, this.unary('Sigmoid', alpha === 1 ? x : this.mul(x, alpha)))
  }

  /** GELU with the tanh approximation. */
  geluTanh(x: Value): Value {
    return this.one('Gelu', [x], { approximate: 'tanh' })
  }

  /** (x − mean) / sqrt(variance + epsilon) over the last axis, then scale and bias where given. */
  layerNorm(x: Value, epsilon: number, scale?: Value, bias?: Value): Value {
    const ones = scale ?? this.ones(x.shape.at(-1) as number)
    return this.one('LayerNormalization', [x, ones, bias], { axis: -1, epsilon })
  }

  /** x / sqrt(mean(x²) + epsilon) · scale over the last axis. */
  rmsNorm(x: Value, epsilon: number, scale: Value): Value {
    if (this.fused) return this.one('SimplifiedLayerNormalization', [x, scale], { axis: -1, epsilon })
    const square = this.mean(this.mul(x, x), [-1])
    return this.mul(this.div(x, this.unary('Sqrt', this.add(square, epsilon))), scale)
  }

  /** Normalises groups of channels over all positions; x is [B, C, ...], scale and bias are [C]. */
  groupNorm(x: Value, groups: number, epsilon: number, scale: Value, bias: Value): Value {
    const [batch, channels, ...positions] = x.shape
    const rows = this.reshape(x, [batch!, groups, -1])
    const unit = this.one('InstanceNormalization', [rows, this.ones(groups), this.zeros(groups)], { epsilon })
    const perChannel = [channels!, ...positions.map(() => 1)]
    const normal = this.reshape(unit, x.shape)
    return this.add(this.mul(normal, this.reshape(scale, perChannel)), this.reshape(bias, perChannel))
  }

  /** Group normalisation over all frames of [T, B, C, H, W], in float32; scale and bias are [C]. */
  videoGroupNorm(x: Value, groups: number, epsilon: number, scale: Value, bias: Value): Value {
    const [frames, batch, channels] = x.shape as readonly number[]
    const rows = this.reshape(this.cast(x, 'float32'), [frames!, batch! * groups, -1]) // [T, B·G, C/G·H·W]
    const centred = this.sub(rows, this.mean(rows, [0, 2]))
    const variance = this.mean(this.#squares(centred), [0, 2]) // [1, B·G, 1]
    const inverse = this.unary('Reciprocal', this.unary('Sqrt', this.add(variance, epsilon)))
    const perGroup = this.reshape(inverse, [1, batch!, groups, 1, 1, 1])
    const wide = this.reshape(this.cast(scale, 'float32'), [1, 1, groups, channels! / groups, 1, 1])
    const factor = this.reshape(this.mul(perGroup, wide), [1, batch!, channels!, 1, 1])
    const offset = this.reshape(this.cast(bias, 'float32'), [channels!, 1, 1])
    const normal = this.add(this.mul(this.reshape(centred, x.shape), factor), offset)
    return this.cast(normal, x.dtype)
  }

  /** Mean squares over the last axis of [A, B, N], [A, B, 1]: a product of vectors, which needs no copy of the squares. */
  #squares(x: Value): Value {
    const [a, b, n] = x.shape as readonly [number, number, number]
    const products = this.matMul(this.reshape(x, [a, b, 1, n]), this.reshape(x, [a, b, n, 1]))
    return this.reshape(this.div(products, n), [a, b, 1])
  }

  /** x / sqrt(mean(x²) + epsilon) over the channels of [..., C, H, W], then scale and bias, [C] each; in float32. */
  channelRmsNorm(x: Value, epsilon: number, scale: Value, bias: Value): Value {
    const perChannel = (value: Value) => this.reshape(this.cast(value, 'float32'), [x.shape.at(-3)!, 1, 1])
    const wide = this.cast(x, 'float32')
    const square = this.mean(this.mul(wide, wide), [-3])
    const normal = this.div(wide, this.unary('Sqrt', this.add(square, epsilon)))
    return this.cast(this.add(this.mul(normal, perChannel(scale)), perChannel(bias)), x.dtype)
  }

  /**
   * Softmax(Q Kᵀ · scale + mask) V for `heads` heads. q, k and v are [B, L, heads·D], heads outermost in the last
   * axis; scale defaults to 1/√D. `mask` is added to the scores and broadcasts to [B, heads, Lq, Lk].
   */
  attention(
    q: Value,
    k: Value,
    v: Value,
    heads: number,
    options: { scale?: number; mask?: Value } = {},
  ): Value {
    const width = q.shape.at(-1)
    if (typeof width !== 'number' || width % heads !== 0) {
      throw new GraphError(`Attention of ${showShape(q.shape)} with ${heads} heads`)
    }
    const { scale = 1 / Math.sqrt(width / heads), mask } = options
    if (this.fused) {
      return this.one('MultiHeadAttention', [q, k, v, undefined, undefined, mask], {
        num_heads: heads,
        scale,
      })
    }
    const split = (x: Value) =>
      this.transpose(this.reshape(x, [x.shape[0]!, x.shape[1]!, heads, -1]), [0, 2, 1, 3]) // [B, heads, L, D]
    const scores = this.matMul(this.mul(split(q), scale), this.transpose(split(k), [0, 1, 3, 2]))
    const weights = this.softmax(mask ? this.add(scores, mask) : scores) // [B, heads, Lq, Lk]
    const mixed = this.transpose(this.matMul(weights, split(v)), [0, 2, 1, 3]) // [B, Lq, heads, D]
    return this.reshape(mixed, [q.shape[0]!, q.shape[1]!, v.shape[2]!])
  }

  /**
   * Rotates pairs of each head's channels: x is [B, L, heads·D], cos and sin are [B or 1, L, D/2]. Pairs are (j, j +
   * D/2), or neighbours (2j, 2j + 1) when interleaved.
   */
  rotary(x: Value, heads: number, cos: Value, sin: Value, interleaved: boolean): Value {
    const [batch, length] = x.shape
    const half = cos.shape.at(-1) as number
    const paired = interleaved ? [half, 2] : [2, half]
    const pairs = this.reshape(x, [batch!, length!, heads, ...paired])
    const axis = interleaved ? 4 : 3
    const [a, b] = this.split(pairs, [1, 1], axis) as [Value, Value]
    const table = (values: Value) =>
      this.reshape(values, [values.shape[0]!, length!, 1, ...(interleaved ? [half, 1] : [1, half])])
    const [c, s] = [table(cos), table(sin)]
    const rotated = [this.sub(this.mul(a, c), this.mul(b, s)), this.add(this.mul(b, c), this.mul(a, s))]
    return this.reshape(this.concat(rotated, axis), x.shape)
  }

  /** Convolution over all axes after [B, C]. Padding is zeros, [before, after] per axis. */
  conv(
    x: Value,
    weight: Value,
    bias?: Value,
    options: {
      strides?: readonly number[]
      pads?: readonly (readonly [number, number])[]
      groups?: number
    } = {},
  ): Value {
    const kernel = weight.shape.slice(2) as readonly number[]
    const { strides = kernel.map(() => 1), pads = kernel.map(() => [0, 0] as const), groups = 1 } = options
    return this.one('Conv', bias ? [x, weight, bias] : [x, weight], {
      group: groups,
      kernel_shape: kernel,
      strides,
      pads: [...pads.map(([before]) => before), ...pads.map(([, after]) => after)],
      dilations: kernel.map(() => 1),
    })
  }

  /** Channels to pixels: [B, C·n², H, W] → [B, C, n·H, n·W], channels outermost. */
  depthToSpace(x: Value, size: number): Value {
    return this.one('DepthToSpace', [x], { blocksize: size, mode: 'CRD' })
  }

  /** Repeats each element along the given axes: nearest-neighbour upsampling by whole factors. */
  repeat(x: Value, factors: Readonly<Record<number, number>>): Value {
    const wide: (number | string)[] = []
    const expanded: (number | string)[] = []
    const target: (number | string)[] = []
    x.shape.forEach((size, axis) => {
      const factor = factors[axis] ?? 1
      wide.push(size, ...(factor > 1 ? [1] : []))
      expanded.push(size, ...(factor > 1 ? [factor] : []))
      target.push(factor > 1 ? (typeof size === 'number' ? size * factor : -1) : size)
    })
    return this.reshape(this.expand(this.reshape(x, wide), expanded), target)
  }

  ones(size: number): Value {
    return this.filled(size, 1)
  }

  zeros(size: number): Value {
    return this.filled(size, 0)
  }

  /** A constant vector in the graph's precision. */
  protected filled(size: number, value: number): Value {
    return this.expand(this.reshape(this.number(value), [1]), [size] satisfies Shape)
  }
}
