// H rows, W columns of a frame; H' and W' the next multiples of 16; F flows
import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { FloatTensor, Tensor } from '../../../tensor/tensor.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { Prelu } from '../layers/prelu.ts'
import { CorrelationEncoder, FeaturePyramid } from './amt-encoders.ts'
import { AmtUpdate, DecoderConvs } from './amt-layers.ts'
import { correlationPyramid, lookUp } from './correlation.ts'
import { coordinates, paddedFrame, paddingTo, resize, warp } from './sampling.ts'

// MCG-NKU/AMT, AMT-S.py: constructor's defaults
const radius = 3
const levels = 4
const flowCount = 3
const channels = [20, 32, 44, 56] as const
const sideChannels = 20
const correlationFeatures = 84
// motion_smoothness.py: frames are padded to multiples of this
const divisor = 16
// motion_smoothness.py: the middle between two frames; flows to either frame count double between the frames
const middle = 0.5

type Pair = readonly [Value, Value]

/** What a level hands to the next: the flows to both frames, [1, 2, h, w] each, and features [1, C, h, w]. */
interface Level {
  readonly flows: Pair
  readonly features: Value
}

/**
 * AMT-S: the frame in the middle between two frames, from correlations of all pairs and several flows.
 *
 * Source: Li et al. 2023 (AMT); MCG-NKU/AMT, AMT-S.py.
 */
export class Amt implements Network {
  readonly parameters: readonly Parameter[]
  readonly #correlated: CorrelationEncoder
  readonly #pyramid: FeaturePyramid
  readonly #decoders: readonly DecoderConvs[]
  readonly #updates: readonly AmtUpdate[]
  readonly #last: DecoderConvs
  readonly #blend: readonly [Conv2d, Prelu, Conv2d]

  constructor() {
    const root = new Scope()
    const [c1, c2, c3, c4] = channels
    const correlations = 2 * levels * (2 * radius + 1) ** 2
    this.#correlated = new CorrelationEncoder(root.at('feat_encoder'), correlationFeatures)
    this.#pyramid = new FeaturePyramid(root.at('encoder'), channels)
    this.#decoders = [
      new DecoderConvs(root.at('decoder4'), 2 * c4 + 1, 2 * c4, c3 + 4, sideChannels),
      new DecoderConvs(root.at('decoder3'), 3 * c3 + 4, 3 * c3, c2 + 4, sideChannels),
      new DecoderConvs(root.at('decoder2'), 3 * c2 + 4, 3 * c2, c1 + 4, sideChannels),
    ]
    this.#last = new DecoderConvs(root.at('decoder1'), 3 * c1 + 4, 3 * c1, 8 * flowCount, sideChannels)
    this.#updates = [
      new AmtUpdate(root.at('update4'), c3, correlations, 1),
      new AmtUpdate(root.at('update3'), c2, correlations, 2),
      new AmtUpdate(root.at('update2'), c1, correlations, 4),
    ]
    const blend = root.at('comb_block')
    this.#blend = [
      new Conv2d(blend.at(0), 3 * flowCount, 6 * flowCount, 3),
      new Prelu(blend.at(1), 6 * flowCount),
      new Conv2d(blend.at(2), 6 * flowCount, 3, 3),
    ]
    this.parameters = root.parameters
  }

  /**
   * Two frames uint8 [H, W, 3] → the frame between them: `padded` float32 [1, 3, H', W'] from 0 to 1, and `frame`
   * uint8 [H, W, 3], cut off and not rounded, as upstream does.
   */
  async interpolate(
    run: Run,
    first: Tensor<'uint8'>,
    second: Tensor<'uint8'>,
  ): Promise<{ padded: FloatTensor; frame: Tensor<'uint8'> }> {
    const outputs = await run(
      {
        name: `amt ${first.shape.join('x')}`,
        build: (g) => {
          const frames = [g.input('first', 'uint8', first.shape), g.input('second', 'uint8', first.shape)]
          const padded = this.forward(g, frames as [Value, Value])
          g.output('padded', padded)
          g.output('frame', bytes(g, padded, first.shape))
        },
      },
      { first, second },
    )
    return { padded: outputs.padded as FloatTensor, frame: outputs.frame as Tensor<'uint8'> }
  }

  /** Frames uint8 [H, W, 3] → the frame between them, [1, 3, H', W'] from 0 to 1. */
  forward(g: Graph, frames: Pair): Value {
    const coloured = g.div(
      g.concat(
        frames.map((frame) => paddedFrame(g, frame, divisor)),
        0,
      ),
      255,
    ) // [2, 3, H', W']
    // axis by axis: one sum over all pixels would lose digits in float32
    const mean = [1, 2, 3, 0].reduce((x, axis) => g.mean(x, [axis]), coloured) // [1, 1, 1, 1]
    const images = g.sub(coloured, mean)
    const maps = pair(g, this.#correlated.forward(g, images))
    const pyramids = [correlationPyramid(g, ...maps, levels), correlationPyramid(g, maps[1], maps[0], levels)]
    const features = this.#pyramid.forward(g, images).map((level) => pair(g, level)) // fine to coarse
    let level = this.#refine(g, 0, this.#start(g, features[3]!), pyramids)
    level = this.#refine(g, 1, this.#finer(g, 1, level, features[2]!), pyramids)
    level = this.#refine(g, 2, this.#finer(g, 2, level, features[1]!), pyramids)
    return this.#combine(g, this.#last.forward(g, decoderInput(g, level, features[0]!)), level, images, mean)
  }

  /** Flows and features from the coarsest features alone. */
  #start(g: Graph, [a, b]: Pair): Level {
    const [, , rows, columns] = a.shape as readonly number[]
    const time = g.expand(g.reshape(g.number(middle), [1, 1, 1, 1]), [1, 1, rows!, columns!])
    return split(g, this.#decoders[0]!.forward(g, g.concat([a, b, time], 1)), channels[2])
  }

  /** The next finer level, whose flows are what the decoder adds to the doubled ones. */
  #finer(g: Graph, index: number, level: Level, maps: Pair): Level {
    const width = index === 1 ? channels[1] : channels[0]
    const out = split(g, this.#decoders[index]!.forward(g, decoderInput(g, level, maps)), width)
    return { ...out, flows: both((i) => g.add(out.flows[i], doubled(g, level.flows[i]))) }
  }

  /** Corrects a level by the correlations around the places to which its flows point. */
  #refine(g: Graph, index: number, level: Level, pyramids: readonly (readonly Value[])[]): Level {
    const factor = 2 ** index
    const small = both((i) =>
      index === 0 ? level.flows[i] : g.mul(resize(g, level.flows[i], 1 / factor), 1 / factor),
    )
    const [, , rows, columns] = small[0].shape as readonly [number, number, number, number]
    const start = coordinates(g, rows, columns)
    // the flow to the second frame, from the middle, is half of the one from the first frame; and the other way round
    const places = both((i) => g.add(start, g.mul(small[1 - i]!, 1 / middle)))
    const correlations = g.concat(
      both((i) => lookUp(g, pyramids[i]!, places[i], radius)),
      1,
    )
    const change = this.#updates[index]!.forward(g, level.features, g.concat(small, 1), correlations)
    const flows = g.chunk(change.flows, 2, 1)
    return {
      flows: both((i) => g.add(level.flows[i], flows[i]!)),
      features: g.add(level.features, change.features),
    }
  }

  /** Both frames moved by each of F flows, mixed by masks, with residuals and a last correction. */
  #combine(g: Graph, decoded: Value, level: Level, images: Value, mean: Value): Value {
    const [, , rows, columns] = images.shape as readonly [number, number, number, number]
    const sizes = [2 * flowCount, 2 * flowCount, flowCount, 3 * flowCount]
    const [to0, to1, maskLogits, residual] = g.split(decoded, sizes, 1) as [Value, Value, Value, Value]
    const each = (x: Value, width: number) => g.reshape(x, [flowCount, width, rows, columns])
    const warped = both((i) => {
      const flows = g.add(each(i === 0 ? to0 : to1, 2), doubled(g, level.flows[i])) // [F, 2, H', W']
      return warp(g, g.expand(pair(g, images)[i], [flowCount, 3, rows, columns]), flows)
    })
    const mask = g.unary('Sigmoid', each(maskLogits, 1))
    const mixed = g.add(g.mul(mask, warped[0]), g.mul(g.sub(1, mask), warped[1]))
    const frames = g.add(g.add(mixed, mean), each(residual, 3)) // [F, 3, H', W']
    const [widen, activation, narrow] = this.#blend
    const joined = widen.forward(g, g.reshape(frames, [1, 3 * flowCount, rows, columns]))
    const correction = narrow.forward(g, activation.forward(g, joined))
    return g.clip(g.add(g.mean(frames, [0]), correction), 0, 1)
  }
}

const both = <T>(make: (i: 0 | 1) => T): readonly [T, T] => [make(0), make(1)]

/** The two frames' halves of a batch. */
const pair = (g: Graph, x: Value): Pair => g.split(x, [1, 1], 0) as [Value, Value]

/** A decoder's output as flows and features of `width` channels. */
function split(g: Graph, x: Value, width: number): Level {
  const [first, second, features] = g.split(x, [2, 2, width], 1) as [Value, Value, Value]
  return { flows: [first, second], features }
}

/** A flow at twice the size, in the larger image's pixels. */
const doubled = (g: Graph, flow: Value): Value => g.mul(resize(g, flow, 2), 2)

function decoderInput(g: Graph, { flows, features }: Level, maps: Pair): Value {
  return g.concat([features, ...both((i) => warp(g, maps[i], flows[i])), ...flows], 1)
}

/** [1, 3, H', W'] from 0 to 1 → bytes [H, W, 3] without the padding; fractions are dropped. */
function bytes(g: Graph, padded: Value, [rows, columns]: readonly number[]): Value {
  const crop = (x: Value, axis: number, size: number) => {
    const [before] = paddingTo(size, divisor)
    return g.slice(x, axis, before, before + size)
  }
  const levels = g.mul(crop(crop(padded, 2, rows!), 3, columns!), 255)
  return g.cast(g.transpose(g.squeeze(levels, 0), [1, 2, 0]), 'uint8')
}
