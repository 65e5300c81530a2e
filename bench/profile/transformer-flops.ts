// B batch, L tokens
import { Mmdit } from '../models/mmdit/mmdit.ts'
import type { MmditSpec } from '../models/mmdit/spec.ts'
import { emitSteps, type Step, type Values } from '../models/steps.ts'
import { ClipText, type ClipTextSpec } from '../models/text/clip-text.ts'
import { T5Encoder, type T5Spec } from '../models/text/t5-encoder.ts'
import { Graph } from '../onnx/graph/graph.ts'
import { countNodes, sumCounts } from './flops.ts'
import { type StepCount, upstreamForm } from './step-count.ts'

export interface MmditSizes {
  readonly batch: number
  readonly imageTokens: number
  readonly textTokens: number
}

/** One prediction of an MMDiT, part by part. No weights are read. */
export function countMmdit(spec: MmditSpec, sizes: MmditSizes, form = upstreamForm): readonly StepCount[] {
  const { batch, imageTokens, textTokens } = sizes
  const g = new Graph(form)
  const input = (name: string, shape: readonly number[]) => g.input(name, g.precision, shape)
  const rotated = spec.axesDim.reduce((sum, width) => sum + width, 0) / 2
  const tables = [1, imageTokens + textTokens, rotated]
  const values: Values = {
    img: input('img', [batch, imageTokens, spec.inChannels]),
    txt: input('txt', [batch, textTokens, spec.contextInDim]),
    time: input('time', [batch, timeWidth]),
    yVec: input('yVec', [batch, spec.vecInDim]),
    cos: input('cos', tables),
    sin: input('sin', tables),
    ...(spec.condEmbed && {
      cond: input('cond', [batch, imageTokens, spec.inChannels + spec.patchSize ** 2]),
    }),
    ...(spec.guidanceEmbed && { guidance: input('guidance', [batch, timeWidth]) }),
  }
  return countSteps(g, new Mmdit(spec).steps(textTokens), values)
}

// Open-Sora, models/mmdit/layers.py, timestep_embedding
const timeWidth = 256

/** T5 on [batch, length] token ids, block by block. */
export function countT5(
  spec: T5Spec,
  batch: number,
  length: number,
  form = upstreamForm,
): readonly StepCount[] {
  const g = new Graph(form)
  return countSteps(g, new T5Encoder(spec).steps(length), { ids: g.input('ids', 'int64', [batch, length]) })
}

/** CLIP's text transformer on [batch, length] token ids. */
export function countClip(spec: ClipTextSpec, batch: number, length: number, form = upstreamForm): StepCount {
  const g = new Graph(form)
  new ClipText(spec).forward(g, g.input('ids', 'int64', [batch, length]))
  return { name: 'clip', ...sumCounts(countNodes(g)) }
}

function countSteps(g: Graph, steps: readonly Step[], values: Values): readonly StepCount[] {
  let known = values
  const ranges = steps.map((step) => {
    const start = g.nodes.length
    known = emitSteps(g, [step], known)
    return { name: step.name, start, end: g.nodes.length }
  })
  const counts = countNodes(g)
  return ranges.map(({ name, start, end }) => ({
    name,
    ...sumCounts(counts.filter(({ index }) => index >= start && index < end)),
  }))
}
