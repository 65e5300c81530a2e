// B batch, L tokens, D width of a head
import { type FloatTensor, floatTensor, tensor } from '../../tensor/tensor.ts'

/** Cosines and sines of the rotary angles, [B, L, D/2] each; B is 1 where all rows are equal. */
export interface RotaryTables {
  readonly cos: FloatTensor
  readonly sin: FloatTensor
}

/**
 * How pairs of a head's channels rotate: `halves` pairs channel j with j + D/2 (Open-Sora v2), `interleaved` pairs 2j
 * with 2j + 1 (FLUX). The upstream code computes the angles of the former in float32, of the latter in float64.
 */
export type RotaryForm = 'halves' | 'interleaved'

/**
 * Rotary tables for positions with several axes (time, height, width): the axes share out a head's channels.
 *
 * ids is [B, L, axes]; `axesWidths` sums to D. Source: Su et al. 2021, section 3.2.2; Open-Sora, models/mmdit/math.py.
 */
export function rotaryTables(
  ids: FloatTensor,
  axesWidths: readonly number[],
  theta: number,
  form: RotaryForm,
): RotaryTables {
  const [batch, length, axes] = ids.shape as [number, number, number]
  const half = axesWidths.reduce((sum, width) => sum + width, 0) / 2
  const frequencies = axesWidths.map((width) => axisFrequencies(width, theta, form))
  const round = form === 'halves' ? Math.fround : (angle: number) => angle
  const rows = sameRows(ids) ? 1 : batch
  const cos = floatTensor([rows, length, half])
  const sin = floatTensor([rows, length, half])
  let at = 0
  for (let token = 0; token < rows * length; token++) {
    for (let axis = 0; axis < axes; axis++) {
      const position = ids.data[token * axes + axis]!
      for (const frequency of frequencies[axis]!) {
        const angle = round(position * frequency)
        cos.data[at] = Math.cos(angle)
        sin.data[at] = Math.sin(angle)
        at += 1
      }
    }
  }
  return { cos, sin }
}

function axisFrequencies(width: number, theta: number, form: RotaryForm): number[] {
  const round = form === 'halves' ? Math.fround : (value: number) => value
  return Array.from({ length: width / 2 }, (_, i) => {
    const exponent = round((2 * i) / width)
    return round(1 / round(theta ** exponent))
  })
}

function sameRows({ shape, data }: FloatTensor): boolean {
  const size = data.length / shape[0]!
  return data.every((value, i) => value === data[i % size])
}

// Open-Sora, models/mmdit/layers.py, timestep_embedding and its callers
const timeWidth = 256
const timeFactor = 1000
const maxPeriod = 10_000

/** Sinusoids of times in [0, 1], cosines first: [B] → [B, 256], computed in float32 as upstream does. */
export function timeEmbedding(times: FloatTensor): FloatTensor {
  const half = timeWidth / 2
  const step = Math.fround(-Math.log(maxPeriod))
  const out = new Float32Array(times.data.length * timeWidth)
  times.data.forEach((time, row) => {
    const scaled = Math.fround(timeFactor * time)
    for (let i = 0; i < half; i++) {
      const frequency = Math.fround(Math.exp(Math.fround(Math.fround(step * i) / half)))
      const angle = Math.fround(scaled * frequency)
      out[row * timeWidth + i] = Math.cos(angle)
      out[row * timeWidth + half + i] = Math.sin(angle)
    }
  })
  return tensor('float32', [times.data.length, timeWidth], out)
}
