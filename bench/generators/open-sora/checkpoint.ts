import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openWeights } from '../../onnx/engine/weights/open.ts'
import { identityOf, type Json } from '../../records/identity.ts'
import { type NetworkName, networkFile, usedNetworks } from './networks.ts'
import type { OpenSoraOptions } from './options.ts'
import type { ReferenceTable } from './reference-table.ts'

/** Blocks of a file that its fingerprint takes in, evenly spread from the first byte to the last. */
const [blocks, blockBytes] = [256, 64 * 1024]

/**
 * What the networks' files are, for a clip's identity: names, bytes, and a sha256 over the size and 256 blocks of 64 KiB.
 * A whole hash of 40 GB would take minutes at every start; `bench models verify` makes it.
 */
export async function checkpointIdentity(folder: string, options: OpenSoraOptions): Promise<Json> {
  const files: Json[] = []
  for (const name of usedNetworks(options)) {
    for (const path of await weightFiles(folder, name, options)) {
      files.push({ network: name, file: basename(path), ...(await fingerprint(path)) })
    }
  }
  return files
}

/** Every file that holds tensors of a network, in order. Throws what `openWeights` throws. */
async function weightFiles(folder: string, name: NetworkName, options: OpenSoraOptions): Promise<string[]> {
  const { tensors } = await openWeights(join(folder, networkFile(name, options)))
  const paths = new Set([...tensors.values()].map(({ file }) => file))
  const tokenizers = await tokenizerFiles(join(folder, networkFile(name, options)))
  return [...paths, ...tokenizers].sort()
}

/** Files beside a text encoder's weights that decide its ids. */
async function tokenizerFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => ['spiece.model', 'tokenizer.json', 'bpe_simple_vocab_16e6.txt.gz'].includes(name))
    .map((name) => join(folder, name))
}

/** One hash of a table of references: its prompts and what their files hold, wherever they lie. */
export async function referencesIdentity(table: ReferenceTable): Promise<string> {
  const rows: Json[] = []
  for (const [text, paths] of table) {
    const files: Json[] = []
    for (const path of paths) files.push(await fingerprint(path))
    rows.push({ text, files })
  }
  return identityOf(rows)
}

async function fingerprint(path: string): Promise<{ bytes: number; fingerprint: string }> {
  const { size } = await stat(path)
  const hash = createHash('sha256').update(String(size))
  const handle = await open(path, 'r')
  try {
    const step = Math.max(blockBytes, Math.floor((size - blockBytes) / (blocks - 1)))
    for (let at = 0; at < size; at += step) {
      const buffer = Buffer.alloc(Math.min(blockBytes, size - at))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
  return { bytes: size, fingerprint: hash.digest('hex') }
}
