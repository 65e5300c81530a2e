/** Numbers from 0 to 1 that follow from their index and a seed, to the bit in any language: integer hashes. */
export function hashed(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i, 2654435761) + seed) >>> 0
    h = Math.imul(h ^ (h >>> 15), 2246822519)
    h = Math.imul(h ^ (h >>> 13), 3266489917)
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
  })
}

/** A picture of interleaved 8-bit RGB: triangle waves, and noise of up to so many levels. */
export function picture(height: number, width: number, seed: number, noise: number): Uint8Array {
  const noises = hashed(height * width * 3, seed + 1)
  return Uint8Array.from(noises, (unit, i) => {
    const channel = i % 3
    const x = Math.floor(i / 3) % width
    const y = Math.floor(i / 3 / width)
    const wave =
      Math.abs(((x * 7 + y * 3 + channel * 50 + seed * 11) % 256) - 128) + Math.abs(((x + y * 5) % 128) - 64)
    return Math.min(255, Math.max(0, wave + Math.trunc(unit * (2 * noise + 1)) - noise))
  })
}
