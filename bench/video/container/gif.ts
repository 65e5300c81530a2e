import type { ByteSource } from './bytes.ts'

/** The byte that ends every GIF (GIF89a, section 27). */
const trailer = 0x3b

/** Bytes of zero padding that are accepted after the trailer. */
const maxPadding = 1024

/** What is missing at the end of a GIF file. */
export async function gifExtent(bytes: ByteSource): Promise<string | null> {
  const start = Math.max(0, bytes.size - maxPadding)
  const tail = await bytes.read(start, maxPadding)
  let last = tail.length - 1
  while (last > 0 && tail[last] === 0) last--
  return tail[last] === trailer ? null : 'its end mark (trailer) is missing'
}
