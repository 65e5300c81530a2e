import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Manifest } from '../records/manifest.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

// Those whose arithmetic or decoding a score passes through.
const numberPackages = [
  'node-av',
  'onnxruntime-node',
  '@techstark/opencv-js',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-backend-wasm',
] as const

/** Versions of what decides numbers; packages that are not installed are left out. */
export async function describeSoftware(): Promise<Manifest['software']> {
  const packages = Object.fromEntries(
    numberPackages.flatMap((name) => {
      const version = versionOf(name)
      return version === null ? [] : [[name, version]]
    }),
  )
  return {
    bench: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    node: process.versions.node,
    packages,
    gitCommit: await gitCommit(),
    decoder: `node-av ${packages['node-av'] ?? 'absent'}`,
  }
}

/** The machine, as far as it says. */
export async function describeMachine(): Promise<Manifest['machine']> {
  const gpu = await nvidia()
  return {
    os: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    gpu: gpu?.name ?? null,
    driver: gpu?.driver ?? null,
  }
}

/** Looked up by path, because most packages do not export their package.json. */
function versionOf(name: string): string | null {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json')
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  }
  return null
}

/** Null outside a checkout: an installed package is named by its version. */
async function gitCommit(): Promise<string | null> {
  if (!existsSync(join(root, '.git'))) return null
  return firstLine('git', ['-C', root, 'rev-parse', 'HEAD'])
}

async function nvidia(): Promise<{ readonly name: string; readonly driver: string } | null> {
  const line = await firstLine('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'])
  const [name, driver] = line?.split(', ') ?? []
  return name === undefined || driver === undefined ? null : { name, driver }
}

const patienceMs = 3_000

/** Null when the program is absent or fails. */
async function firstLine(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(program, args, { timeout: patienceMs })
    return stdout.split('\n')[0]?.trim() || null
  } catch {
    return null
  }
}
