import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { BenchError } from '../errors.ts'
import type { PackFile } from '../pipeline/read-pack.ts'

/** How upstream's program ends the names of its results. */
const resultSuffix = '_eval_results.json'

/** Limits of a pack: VBench's 16 dimensions with every frame are about 5 MB. */
const limits = { bytes: 64 * 2 ** 20, unpackedBytes: 256 * 2 ** 20, files: 1000 } as const

/** Whether the path is a zip, a result file of VBench, or a folder with such files and no run in it. */
export async function isPack(path: string): Promise<boolean> {
  if (/\.zip$/i.test(path) || path.endsWith(resultSuffix)) return true
  const names = await readdir(path).catch((): string[] => [])
  return !names.includes('result.json') && names.some((name) => name.endsWith(resultSuffix))
}

/** The result files of a pack and the name of its model. Nothing is unpacked onto disk. Throws PACK_INVALID. */
export async function packFiles(path: string): Promise<{ model: string; files: readonly PackFile[] }> {
  const model = basename(path).replace(/(_eval_results\.json|(_vbench)?\.zip)$/i, '')
  if (/\.zip$/i.test(path)) return { model, files: unpack(path, await readBounded(path)) }
  if (path.endsWith(resultSuffix)) return { model, files: [await textFile(path)] }
  const names = (await readdir(path)).filter((name) => name.endsWith(resultSuffix)).sort()
  if (names.length > limits.files)
    throw invalid(path, `${names.length} files, expected at most ${limits.files}`)
  const files: PackFile[] = []
  let unread = limits.unpackedBytes
  for (const name of names) {
    const file = await textFile(join(path, name))
    unread -= file.text.length
    if (unread < 0) throw invalid(path, `more than ${limits.unpackedBytes} bytes of results`)
    files.push(file)
  }
  return { model, files }
}

async function textFile(path: string): Promise<PackFile> {
  return { name: basename(path), text: (await readBounded(path)).toString('utf8') }
}

async function readBounded(path: string): Promise<Buffer> {
  const { size } = await stat(path)
  if (size > limits.bytes) throw invalid(path, `${size} bytes, expected at most ${limits.bytes}`)
  return readFile(path)
}

function unpack(path: string, bytes: Uint8Array): PackFile[] {
  let entries = 0
  let unpacked = 0
  try {
    const contents = unzipSync(bytes, {
      // Sizes are the directory's; the inflater fills a buffer of that size and no more.
      filter({ name, originalSize }) {
        if (++entries > limits.files) throw invalid(path, `more than ${limits.files} files in it`)
        if (leavesFolder(name)) throw invalid(path, `the entry "${name.slice(0, 100)}" leaves its folder`)
        if (!name.endsWith(resultSuffix) || name.startsWith('__MACOSX/')) return false
        unpacked += originalSize
        if (unpacked > limits.unpackedBytes) {
          throw invalid(path, `more than ${limits.unpackedBytes} bytes of results in it`)
        }
        return true
      },
    })
    const files = Object.entries(contents).map(([name, content]) => ({ name, text: strFromU8(content) }))
    if (files.length === 0) throw invalid(path, `no file in it ends in ${resultSuffix}`)
    return files
  } catch (thrown) {
    if (thrown instanceof BenchError) throw thrown
    throw invalid(path, `not a readable zip (${(thrown as Error).message})`)
  }
}

const leavesFolder = (name: string) => /^[\\/]|^[A-Za-z]:/.test(name) || name.split(/[\\/]/).includes('..')
const invalid = (path: string, found: string) => new BenchError('PACK_INVALID', { path, found })
