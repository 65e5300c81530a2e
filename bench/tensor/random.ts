import { createHash } from 'node:crypto'
import { canonicalJson } from '../records/identity.ts'

/** A stream of pseudo-random numbers that the keys decide, on every machine and in every process. */
export interface Random {
  /** Uniform in [0, 1), all 53 bits of a double's fraction. */
  next(): number
  /** Uniform in 0 … n − 1, without bias; n is 1 … 2^32. */
  integer(n: number): number
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number
  /** A shuffled copy; every order is equally likely. */
  shuffle<T>(items: readonly T[]): T[]
}

/**
 * A generator for one purpose: name it by what it is for (`seededRandom(seed, 'bootstrap', model)`), so that two
 * purposes never share numbers. A number and its text are different keys.
 *
 * The generator is xoshiro128** 1.1 of Blackman and Vigna ("Scrambled linear pseudorandom number generators", ACM
 * TOMS 47(4), 2021; prng.di.unimi.it/xoshiro128starstar.c); its state is the first 16 bytes of the SHA-256 of the keys.
 */
export function seededRandom(...keys: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(canonicalJson(keys)).digest()
  return randomFrom(
    xoshiro128([
      digest.readUInt32LE(0),
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    ]),
  )
}

/** The raw generator: 32-bit unsigned integers from a state of four, not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  if (state.every((word) => word === 0)) throw new RangeError('xoshiro128**: the state must not be all zero')
  let [a, b, c, d] = state
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result >>> 0
  }
}

const rotateLeft = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))

function randomFrom(draw: () => number): Random {
  // 27 and 26 bits of two draws, joined to 53 as in the Mersenne Twister's genrand_res53.
  const next = () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53
  const integer = (n: number) => boundedInteger(draw, n)
  return {
    next,
    integer,
    normal: polarNormal(next),
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items]
      // Fisher and Yates, as Knuth's algorithm P (TAOCP 2, section 3.4.2).
      for (let last = copy.length - 1; last > 0; last--) {
        const other = integer(last + 1)
        const kept = copy[last]!
        copy[last] = copy[other]!
        copy[other] = kept
      }
      return copy
    },
  }
}

/** Draws that fall into the incomplete last block of n are drawn again, which removes the bias of the remainder. */
function boundedInteger(draw: () => number, n: number): number {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
    throw new RangeError(`integer(n): found ${n}, expected a whole number from 1 to 2^32`)
  }
  const limit = 2 ** 32 - (2 ** 32 % n)
  for (;;) {
    const word = draw()
    if (word < limit) return word % n
  }
}

/** The polar method (Marsaglia and Bray, SIAM Review 6(3), 1964): two normals from each point inside the unit circle. */
function polarNormal(next: () => number): () => number {
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    for (;;) {
      const x = 2 * next() - 1
      const y = 2 * next() - 1
      const squared = x * x + y * y
      if (squared === 0 || squared >= 1) continue
      const scale = Math.sqrt((-2 * Math.log(squared)) / squared)
      spare = y * scale
      return x * scale
    }
  }
}
