/** First 32 bits of the fractional parts of the cube roots of the first 64 primes: FIPS 180-4, section 4.2.2. */
const roundConstants = fractions(64, Math.cbrt)
/** The same of the square roots of the first 8 primes: FIPS 180-4, section 5.3.3. */
const initialHash = fractions(8, Math.sqrt)

/** Bytes of a block: FIPS 180-4, section 1. */
const blockBytes = 64

/**
 * HMAC-SHA256 (FIPS 198-1) of text in UTF-8, lower-case hex; the key is hex of at most 64 bytes. Runs where neither
 * Node's crypto nor Web Crypto is sure to be: a form opened from a file.
 */
export function hmacSha256(keyHex: string, text: string): string {
  const key = new Uint8Array(blockBytes)
  key.set(bytesOf(keyHex))
  const inner = sha256(
    joined(
      key.map((byte) => byte ^ 0x36),
      new TextEncoder().encode(text),
    ),
  )
  return hexOf(
    sha256(
      joined(
        key.map((byte) => byte ^ 0x5c),
        inner,
      ),
    ),
  )
}

/** SHA-256 (FIPS 180-4, section 6.2). */
export function sha256(message: Uint8Array): Uint8Array {
  const words = padded(message)
  const hash = initialHash.slice()
  const schedule = new Int32Array(64)
  for (let block = 0; block < words.length; block += 16) {
    schedule.set(words.subarray(block, block + 16))
    for (let t = 16; t < 64; t++) {
      const [early, late] = [schedule[t - 15]!, schedule[t - 2]!]
      schedule[t] =
        (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)) +
        schedule[t - 7]! +
        (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
        schedule[t - 16]!
    }
    mix(hash, schedule)
  }
  const out = new Uint8Array(32)
  const view = new DataView(out.buffer)
  for (const [index, word] of hash.entries()) view.setInt32(index * 4, word)
  return out
}

function mix(hash: Int32Array, schedule: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let t = 0; t < 64; t++) {
    const sumE = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const first = (h + sumE + ((e & f) ^ (~e & g)) + roundConstants[t]! + schedule[t]!) | 0
    const sumA = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const second = (sumA + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index]! += word
}

const turned = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits))

/** The message, a one bit, zeros, and the length in bits, as big-endian words: FIPS 180-4, section 5.1.1. */
function padded(message: Uint8Array): Int32Array {
  const length = Math.ceil((message.length + 9) / blockBytes) * blockBytes
  const bytes = new Uint8Array(length)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(length - 8, Math.floor(message.length / 2 ** 29))
  view.setUint32(length - 4, (message.length * 8) % 2 ** 32)
  return Int32Array.from({ length: length / 4 }, (_, index) => view.getInt32(index * 4))
}

function fractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return Int32Array.from(primes, (prime) => ((root(prime) % 1) * 2 ** 32) | 0)
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
