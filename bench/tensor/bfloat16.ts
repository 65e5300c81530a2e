import { type FloatTensor, type Tensor, tensor } from './tensor.ts'

const scratch = new Float32Array(1)
const scratchBits = new Uint32Array(scratch.buffer)

/** The 16 bits of the bfloat16 nearest to a float32, halves to even; NaN stays NaN. */
export function bfloat16Bits(value: number): number {
  scratch[0] = value
  const bits = scratchBits[0]!
  if (Number.isNaN(value)) return (bits >>> 16) | 0x40
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff
}

/** The bfloat16 nearest to a number, as a number. */
export function roundToBfloat16(value: number): number {
  const bits = bfloat16Bits(value)
  scratchBits[0] = bits << 16
  return scratch[0]!
}

/** A float32 tensor rounded to bfloat16. */
export function toBfloat16({ shape, data }: FloatTensor): Tensor<'bfloat16'> {
  return tensor('bfloat16', shape, Uint16Array.from(data, bfloat16Bits))
}
