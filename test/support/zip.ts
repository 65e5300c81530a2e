/** A zip archive of stored files (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16); checksums are left out. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, bytes] of Object.entries(files)) {
    const path = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    for (const [header, sizes, length] of [
      [local, 18, 26],
      [central, 20, 28],
    ] as const) {
      header.writeUInt32LE(bytes.length, sizes)
      header.writeUInt32LE(bytes.length, sizes + 4)
      header.writeUInt16LE(path.length, length)
    }
    central.writeUInt32LE(at, 42)
    parts.push(local, path, Buffer.from(bytes))
    directory.push(central, path)
    at += 30 + path.length + bytes.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listing, end])
}
