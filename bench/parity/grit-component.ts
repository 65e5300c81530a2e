import { z } from 'zod'
import type { Description } from '../models/vision/grit/describe.ts'
import { Grit } from '../models/vision/grit/grit.ts'
import { gritArchitecture } from '../models/vision/grit/spec.ts'
import { floatTensor, type Tensor, tensor } from '../tensor/tensor.ts'
import { component, need } from './component.ts'

// what the network is fixed to
const parameters = z.object({
  begin_tokens: z.record(z.string(), z.int().nonnegative()),
  score_threshold: z.literal(0.5),
  nms: z.literal(0.5),
  max_tokens: z.literal(40),
})

/** Objects of a frame with their descriptions for each task. Steps in between are outputs as well. */
export const grit = component(gritArchitecture, (spec) => new Grit(spec), {
  detect_and_describe: async (network, run, inputs, params) => {
    const { begin_tokens: tasks } = parameters.parse(params)
    const { shape, data } = need(inputs, 'frame', 'uint8')
    const [height, width] = shape as readonly [number, number]
    const detected = await network.detect(run, { height, width, planes: planesOf(data) })
    const { maps, proposals, judged, objects } = detected
    const described = await network.describe(run, detected, Object.values(tasks))
    const texts = Object.keys(tasks).flatMap((task, i) => textOutputs(task, described[i]!))
    return {
      ...maps,
      proposal_boxes: boxTensor(proposals.corners),
      proposal_scores: floatTensor([proposals.scores.length], proposals.scores),
      cascade_boxes: boxTensor(judged.corners),
      cascade_scores: floatTensor([judged.scores.length], judged.scores),
      nms_boxes: boxTensor(objects.corners),
      nms_scores: floatTensor([objects.scores.length], objects.scores),
      ...Object.fromEntries(texts),
    }
  },
})

/** An interleaved picture as planes. */
const planesOf = (data: Uint8Array) =>
  Uint8Array.from(data, (_, i) => {
    const pixels = data.length / 3
    return data[(i % pixels) * 3 + Math.floor(i / pixels)]!
  })

const boxTensor = (corners: Float32Array) => floatTensor([corners.length / 4, 4], corners)

function textOutputs(task: string, described: readonly Description[]): [string, Tensor][] {
  const means = described.map(({ meanLogProbability }) => meanLogProbability)
  return [
    [`${task}.tokens`, tokenRows(described)],
    [`${task}.token_logprob_mean`, floatTensor([means.length], means)],
  ]
}

/** Tokens of all descriptions, [N, longest]; ended ones are filled up with their end token. */
function tokenRows(described: readonly Description[]): Tensor<'int64'> {
  const length = Math.max(0, ...described.map(({ tokens }) => tokens.length))
  const rows = described.flatMap(({ tokens }) =>
    Array.from({ length }, (_, i) => BigInt(tokens[i] ?? tokens.at(-1)!)),
  )
  return tensor('int64', [described.length, length], BigInt64Array.from(rows))
}
