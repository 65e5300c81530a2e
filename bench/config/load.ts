import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BenchError } from '../errors.ts'
import { describeIssues } from './issues.ts'
import { type ConfigInput, configSchema } from './schema.ts'

/** In the order in which they win within one folder. */
export const configFileNames = [
  'bench.config.ts',
  'bench.config.mjs',
  'bench.config.js',
  'bench.config.json',
] as const

export interface ConfigFile {
  /** Absolute. */
  readonly path: string
  readonly config: ConfigInput
}

/**
 * The settings file that holds: the named one, or the first of `configFileNames` in `cwd` or a folder above it.
 * Null when there is none. Throws CONFIG_INVALID for one that can't be read or says something unknown.
 */
export async function loadConfigFile(cwd: string, named: string | null): Promise<ConfigFile | null> {
  const path = named === null ? await findUpward(cwd) : resolve(cwd, named)
  if (path === null) return null
  const parsed = configSchema.safeParse(await readConfig(path))
  if (!parsed.success) throw invalid(path, describeIssues(parsed.error, configSchema))
  return { path, config: parsed.data }
}

async function findUpward(folder: string): Promise<string | null> {
  for (const name of configFileNames) {
    const path = join(folder, name)
    if (await isFile(path)) return path
  }
  const parent = dirname(folder)
  return parent === folder ? null : findUpward(parent)
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function readConfig(path: string): Promise<unknown> {
  if (!(await isFile(path))) throw invalid(path, ['no such file'])
  try {
    return path.endsWith('.json') ? JSON.parse(await readFile(path, 'utf8')) : await importConfig(path)
  } catch (error) {
    if (error instanceof BenchError) throw error
    throw invalid(path, [`can't be read: ${error instanceof Error ? error.message : String(error)}`], error)
  }
}

async function importConfig(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    interopDefault: false,
    // A config may import this package also where it is not a dependency of the project (npx, a global install).
    alias: { 'opensora-bench': fileURLToPath(new URL('./define.ts', import.meta.url)) },
  })
  const module = await jiti.import<{ default?: unknown }>(path)
  if (module.default === undefined) {
    throw invalid(path, ['found no default export, expected `export default defineConfig({ … })`'])
  }
  return module.default
}

function invalid(file: string, issues: readonly string[], cause?: unknown): BenchError {
  const text = issues.length === 1 ? issues[0]! : issues.map((issue) => `\n  - ${issue}`).join('')
  return new BenchError('CONFIG_INVALID', { file, issues: text }, { cause })
}
