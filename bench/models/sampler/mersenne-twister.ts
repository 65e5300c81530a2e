/** State words of MT19937 and the distance of its recurrence (Matsumoto and Nishimura 1998, table II). */
const [size, middle] = [624, 397]

/**
 * The Mersenne Twister MT19937: a stream of 32-bit words. Only the low 32 bits of the seed count, as in PyTorch.
 *
 * Source: Matsumoto and Nishimura 1998, and init_genrand of their mt19937ar.c (2002).
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(size)
  state[0] = seed % 2 ** 32
  for (let i = 1; i < size; i++) {
    const before = state[i - 1]!
    // Knuth, TAOCP 2, 3rd edition, p. 106
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
  }
  let at = size
  return () => {
    if (at === size) {
      renew(state)
      at = 0
    }
    return temper(state[at++]!)
  }
}

function renew(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff)
    const twisted = (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
    state[i] = state[(i + middle) % size]! ^ twisted
  }
}

function temper(word: number): number {
  let y = word
  y ^= y >>> 11
  y ^= (y << 7) & 0x9d2c5680
  y ^= (y << 15) & 0xefc60000
  y ^= y >>> 18
  return y >>> 0
}
