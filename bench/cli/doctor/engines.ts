import { tfjsEngine } from '../../../evaluators/features/tfjs-engine.ts'
import { type Check, guarded, ok } from './check.ts'

const reinstall = 'Install again: npm install opensora-bench.'

/** What runs networks here: ONNX Runtime with its execution providers, and the engine of TensorFlow.js. */
export async function engines(): Promise<Check[]> {
  return [
    ...(await guarded('ONNX Runtime', reinstall, onnx)),
    ...(await guarded('TensorFlow.js', reinstall, tfjs)),
  ]
}

async function onnx(): Promise<Check[]> {
  const runtime = await import('onnxruntime-node')
  const backends = runtime.listSupportedBackends()
  const here = backends.filter(({ bundled }) => bundled).map(({ name }) => name)
  const more = backends.filter(({ bundled }) => !bundled).map(({ name }) => name)
  const text = `${runtime.env.versions.node ?? runtime.env.versions.common}, providers ${here.join(', ')}`
  return [
    ok(
      'ONNX Runtime',
      more.length === 0 ? text : `${text}; ${more.join(', ')} when their libraries are installed`,
    ),
  ]
}

async function tfjs(): Promise<Check[]> {
  const { name, version, reason } = await tfjsEngine()
  return [ok('TensorFlow.js', `${name} ${version} (${reason})`)]
}
