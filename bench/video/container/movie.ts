import { type ByteSource, shortOf } from './bytes.ts'

/** Boxes that are followed in one file: a fragment has two, so over an hour of fragments of a tenth of a second. */
const maxBoxes = 100_000

/** Boxes without which frames are lost. */
const essential = new Set(['moov', 'moof', 'mdat'])

/** What is missing at the end of an MP4 or MOV file (ISO/IEC 14496-12, 4.2: a box is size, type and content). */
export async function movieExtent(bytes: ByteSource): Promise<string | null> {
  let indexed = false
  let offset = 0
  for (let count = 0; count < maxBoxes && offset + 8 <= bytes.size; count++) {
    const box = await readBox(bytes, offset)
    if (!box) break
    if (box.type === 'moov') indexed = true
    const end = offset + box.size
    if (end > bytes.size && essential.has(box.type)) return shortOf(`${box.type} box`, end, bytes.size)
    offset = end
  }
  return indexed ? null : 'its index (the moov box) is missing'
}

async function readBox(bytes: ByteSource, offset: number): Promise<{ type: string; size: number } | null> {
  const head = await bytes.read(offset, 16)
  const type = head.toString('latin1', 4, 8)
  // what is not a box (padding, a tag of another program) ends the walk, as it does for players
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return null
  const size = head.readUInt32BE(0)
  if (size === 0) return { type, size: bytes.size - offset }
  if (size !== 1) return size >= 8 ? { type, size } : null
  if (head.length < 16) return { type, size: 16 }
  const large = Number(head.readBigUInt64BE(8))
  return large >= 16 ? { type, size: large } : null
}
