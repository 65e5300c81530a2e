import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import type { NpmSource } from './table.ts'

/** Characters of npm's error output that are kept. */
const keptCharacters = 4000

/**
 * Fetches a package's archive into `folder` with the user's own npm, which knows their registry, proxy and
 * credentials. Nothing of the package is run.
 *
 * @returns the archive's path
 * @throws BenchError NPM_MISSING, NPM_FAILED; the signal's reason
 */
export async function packNpmPackage(
  { name, version }: Pick<NpmSource, 'name' | 'version'>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const spec = `${name}@${version}`
  const { code, errors } = await npm(['pack', spec, '--ignore-scripts', '--pack-destination', folder], signal)
  signal?.throwIfAborted()
  const [archive] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'))
  if (code !== 0 || archive === undefined) {
    throw new BenchError('NPM_FAILED', { spec, found: reasonOf(errors) || `npm ended with code ${code}` })
  }
  return join(folder, archive)
}

function npm(
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | null; readonly errors: string }> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32'
    // npm is a command script there, which only a shell can start; the arguments are the table's own
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: isWindows,
      ...(signal && { signal }),
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-keptCharacters)
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') reject(new BenchError('NPM_MISSING', {}, { cause: error }))
      else reject(signal?.aborted ? signal.reason : error)
    })
    child.on('close', (code) => resolve({ code, errors }))
  })
}

/** npm's own words, without its warnings, notices and the path of its log. */
function reasonOf(errors: string): string {
  return errors
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log|debug-\d/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter(Boolean)
    .slice(0, 4)
    .join('; ')
    .replace(/\.$/, '')
}
