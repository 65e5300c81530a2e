export type Words4 = readonly [number, number, number, number]

// Salmon et al. 2011, section 5.2.2 and the reference implementation Random123, philox.h
const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const keySteps = [0x9e3779b9, 0xbb67ae85] as const
const rounds = 10

/**
 * Philox4x32-10: four random 32-bit words from a counter and a key, without any state.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function philox4x32(counter: Words4, key: readonly [number, number]): Words4 {
  let [a, b, c, d] = counter
  let [k0, k1] = key
  for (let round = 0; round < rounds; round++) {
    const [high0, low0] = multiply(multipliers[0], a)
    const [high1, low1] = multiply(multipliers[1], c)
    a = high1 ^ b ^ k0
    c = high0 ^ d ^ k1
    b = low1
    d = low0
    k0 += keySteps[0]
    k1 += keySteps[1]
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

/** The upper and lower 32 bits of a product of two 32-bit words. */
function multiply(x: number, y: number): [number, number] {
  const [xLow, xHigh, yLow, yHigh] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16]
  const low = xLow * yLow
  const middle = xHigh * yLow + (low >>> 16)
  const carried = xLow * yHigh + (middle % 0x10000)
  const high = xHigh * yHigh + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)
  return [high | 0, Math.imul(x, y)]
}
