import { bfloat16Bits } from '../../tensor/bfloat16.ts'
import { mersenneTwister } from './mersenne-twister.ts'

/** PyTorch's CPU generator: the same seed gives the numbers of `torch.Generator('cpu').manual_seed(seed)`. */
export interface CpuGenerator {
  /** The next raw 32-bit word. */
  word(): number
  /** torch.rand in float32: 24 bits. */
  uniform(): number
  /** torch.randn in float32, within 1e-6: PyTorch's vector code rounds differently. */
  normals(count: number): Float32Array
  /** torch.randn in bfloat16 of PyTorch 2.13, as bits; older versions draw other numbers. */
  bfloat16Normals(count: number): Uint16Array
  /** torch.randn in float64. */
  doubleNormals(count: number): Float64Array
}

/** Values that one Box–Muller block makes; fewer are drawn one pair at a time (ATen/native/cpu/DistributionTemplates.h). */
const blockSize = 16
const half = blockSize / 2

/**
 * Source: PyTorch, aten/src/ATen/CPUGeneratorImpl.cpp, core/DistributionsHelper.h and
 * native/cpu/DistributionTemplates.h (normal_kernel, normal_fill).
 */
export function cpuGenerator(seed: number): CpuGenerator {
  const word = mersenneTwister(seed)
  const uniform = () => (word() & 0xffffff) / 2 ** 24
  // the first word is the upper one, of which 21 bits count
  const doubleUniform = () => ((word() & 0x1fffff) * 2 ** 32 + word()) / 2 ** 53
  let spare: number | null = null

  const scalarNormal = () => {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    const angle = 2 * Math.PI * doubleUniform()
    const radius = Math.sqrt(-2 * Math.log1p(-doubleUniform()))
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Fills all with uniforms, then turns them into normals; the last 16 are drawn again where a block is not full. */
  const fill = <T extends Float32Array | Float64Array>(values: T, draw: () => number): T => {
    for (let i = 0; i < values.length; i++) values[i] = draw()
    for (let i = 0; i + blockSize <= values.length; i += blockSize) boxMuller(values, i)
    if (values.length % blockSize !== 0) {
      const start = values.length - blockSize
      for (let i = start; i < values.length; i++) values[i] = draw()
      boxMuller(values, start)
    }
    return values
  }

  return {
    word,
    uniform,
    normals: (count) =>
      count < blockSize
        ? Float32Array.from({ length: count }, scalarNormal)
        : fill(new Float32Array(count), uniform),
    doubleNormals: (count) =>
      count < blockSize
        ? Float64Array.from({ length: count }, scalarNormal)
        : fill(new Float64Array(count), doubleUniform),
    bfloat16Normals(count) {
      if (count < blockSize) return Uint16Array.from({ length: count }, () => bfloat16Bits(scalarNormal()))
      const values = new Float32Array(count)
      for (let done = 0; done < count; done += blockSize) {
        // an incomplete last block is drawn whole and lies over the end of the one before
        const start = Math.min(done, count - blockSize)
        for (let i = start; i < start + blockSize; i++) values[i] = uniform()
        boxMuller(values, start)
      }
      return Uint16Array.from(values, bfloat16Bits)
    },
  }
}

/** 16 uniforms become normals: cosines of the first 8 radii, then sines (Box and Muller 1958). */
function boxMuller(values: Float32Array | Float64Array, start: number): void {
  for (let i = start; i < start + half; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i]!))
    const angle = 2 * Math.PI * values[i + half]!
    values[i] = radius * Math.cos(angle)
    values[i + half] = radius * Math.sin(angle)
  }
}
