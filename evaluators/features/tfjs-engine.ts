import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** What runs TensorFlow.js graph models in this process. */
export interface TfjsEngine {
  /** The backend's name in TensorFlow.js. */
  readonly name: 'tensorflow' | 'wasm'
  readonly version: string
  /** Why this one. */
  readonly reason: string
}

let engine: Promise<TfjsEngine> | undefined

/**
 * Starts the engine on first use: TensorFlow's own library through @tensorflow/tfjs-node-gpu where its native part is
 * installed, else WebAssembly with SIMD. TensorFlow.js allows no threads to the latter under Node.
 */
export function tfjsEngine(): Promise<TfjsEngine> {
  engine ??= start()
  return engine
}

async function start(): Promise<TfjsEngine> {
  // no notices on the console, and no look at every value for NaN
  const tf = await import('@tensorflow/tfjs-core')
  tf.env().set('PROD', true)
  const native = nativeLibrary()
  return native.found ? startNative(native.path) : startWasm(native.reason)
}

type Native =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly reason: string }

/** The native part is put there by the package's install script, which this project doesn't run (docs/gpu.md). */
function nativeLibrary(): Native {
  const name = '@tensorflow/tfjs-node-gpu'
  let root: string
  try {
    root = dirname(require.resolve(`${name}/package.json`))
  } catch {
    return { found: false, reason: `${name} is not installed` }
  }
  const lib = join(root, 'lib')
  const folders = existsSync(lib) ? readdirSync(lib) : []
  const path = folders
    .map((folder) => join(lib, folder, 'tfjs_binding.node'))
    .find((file) => existsSync(file))
  return path ? { found: true, path } : { found: false, reason: `${name} has no native library` }
}

async function startNative(path: string): Promise<TfjsEngine> {
  const tf = await import('@tensorflow/tfjs-core')
  const node = require('@tensorflow/tfjs-node-gpu') as { readonly version: { readonly 'tfjs-node': string } }
  await tf.setBackend('tensorflow')
  await tf.ready()
  return { name: 'tensorflow', version: node.version['tfjs-node'], reason: `native library ${path}` }
}

async function startWasm(reason: string): Promise<TfjsEngine> {
  const tf = await import('@tensorflow/tfjs-core')
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const manifest = require.resolve('@tensorflow/tfjs-backend-wasm/package.json')
  wasm.setWasmPaths(`${join(dirname(manifest), 'dist')}/`)
  await tf.setBackend('wasm')
  await tf.ready()
  return { name: 'wasm', version: wasm.version_wasm, reason }
}
