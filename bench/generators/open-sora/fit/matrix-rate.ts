import { Graph } from '../../../onnx/graph/graph.ts'
import { floatTensor } from '../../../tensor/tensor.ts'

/** Sides of the product: large enough that all threads work, small enough to take a few tenths of a second. */
const [rows, inner, columns] = [1024, 2048, 2048]
const repetitions = 3

/** Operations of a float32 matrix product in one second on this machine's processor, the best of three; measured now. */
export async function measureMatrixRate(threads: number | undefined): Promise<number> {
  // the engine is a native library: it is loaded when it is needed
  const { createSession } = await import('../../../onnx/engine/session.ts')
  const g = new Graph()
  g.output('out', g.matMul(g.input('a', 'float32', [rows, inner]), g.input('b', 'float32', [inner, columns])))
  const session = await createSession(
    'matrix product',
    g,
    undefined,
    threads === undefined ? {} : { threads },
  )
  const a = floatTensor([rows, inner])
  const b = floatTensor([inner, columns])
  a.data.fill(0.5)
  b.data.fill(0.25)
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i <= repetitions; i++) {
    const started = performance.now()
    await session.run({ a, b })
    // the first run warms up
    if (i > 0) best = Math.min(best, (performance.now() - started) / 1000)
  }
  await session.release()
  return (2 * rows * inner * columns) / best
}
