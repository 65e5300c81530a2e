import { gzipSync } from 'node:zlib'

export interface ArchiveEntry {
  readonly path: string
  readonly data: Buffer
  /** ustar's type flag; '0' is a regular file. */
  readonly type?: string
}

/** A gzipped ustar archive. */
export function archive(entries: readonly ArchiveEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, data, type = '0' }) => [
    header(path, data.length, type),
    data,
    Buffer.alloc((512 - (data.length % 512)) % 512),
  ])
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

function header(path: string, bytes: number, type: string): Buffer {
  const block = Buffer.alloc(512)
  block.write(path, 0, 100)
  block.write('0000644\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write(type, 156)
  block.write('ustar\0' + '00', 257)
  block.write('        ', 148)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
