import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Lpips, lpipsAlexSpec } from '../../../bench/models/vision/lpips.ts'
import { createRunner, type Runner } from '../../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../../bench/onnx/engine/weights/open.ts'
import type { Parameter } from '../../../bench/onnx/graph/module.ts'
import { type LpipsMeter, openLpips } from '../../../bench/profile/quality/lpips-meter.ts'
import { elementCount, tensor } from '../../../bench/tensor/tensor.ts'
import golden from '../../fixtures/profile/quality.json' with { type: 'json' }
import { safetensors } from '../../support/safetensors.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { hashed, picture } from './pictures.ts'

const network = new Lpips(lpipsAlexSpec)

/** The weights of the recording: they follow from hashes. */
function valuesOf({ path, shape }: Parameter): Float32Array {
  const units = (seed: number) => hashed(elementCount(shape), seed)
  const head = /^lin(\d)/.exec(path)
  if (head) return Float32Array.from(units(1010 + Number(head[1])), (unit) => unit * 0.5)
  const [, place, part] = /^features\.(\d+)\.(\w+)$/.exec(path)!
  const index = 2 * [0, 3, 6, 8, 10].indexOf(Number(place)) + (part === 'bias' ? 1 : 0)
  const bound = part === 'bias' ? 0.1 : Math.sqrt(6 / elementCount(shape.slice(1)))
  return Float32Array.from(units(1000 + index), (unit) => (unit * 2 - 1) * bound)
}

function file(parameters: readonly Parameter[], more: Record<string, readonly number[]> = {}): Buffer {
  const bytes = (values: Float32Array) => new Uint8Array(values.buffer)
  const own = parameters.map((each) => [
    each.path,
    { dtype: 'F32', shape: each.shape, bytes: bytes(valuesOf(each)) },
  ])
  const others = Object.entries(more).map(([name, shape]) => [
    name,
    { dtype: 'F32', shape, bytes: bytes(new Float32Array(elementCount(shape))) },
  ])
  return safetensors(Object.fromEntries([...own, ...others]))
}

describe('LPIPS', () => {
  const folder = temporaryFolder()
  const paths = { alexnet: join(folder, 'alexnet'), heads: join(folder, 'heads') }
  let meter: LpipsMeter

  beforeAll(async () => {
    const isHead = ({ path }: Parameter) => path.startsWith('lin')
    await writeFile(
      paths.alexnet,
      // AlexNet's own file holds its classifier, too
      file(
        network.parameters.filter((each) => !isHead(each)),
        { 'classifier.6.bias': [1000] },
      ),
    )
    await writeFile(paths.heads, file(network.parameters.filter(isHead)))
    meter = await openLpips(paths)
  })
  afterAll(() => meter.release())

  test.each(golden.lpips)('$height x $width, noise $noise: as upstream', async (golden) => {
    const { height, width, seedA, seedB, noise, distance } = golden
    const found = await meter.distance(
      picture(height, width, seedA, 0),
      picture(height, width, seedB, noise),
      golden,
    )
    expect(Math.abs(found! - distance)).toBeLessThan(2e-6 * Math.max(1, distance))
  })

  test('pictures that leave no features have no distance', async () => {
    const bytes = new Uint8Array(30 * 40 * 3)
    expect(await meter.distance(bytes, bytes, { height: 30, width: 40 })).toBeNull()
  })

  test('a file of another network is refused with the names', async () => {
    await writeFile(join(folder, 'other'), file(network.parameters.slice(0, 3), { 'conv.weight': [2] }))
    await expect(openLpips({ ...paths, alexnet: join(folder, 'other') })).rejects.toMatchObject({
      problem: { code: 'WEIGHTS_MISMATCH', message: expect.stringContaining('conv.weight') },
    })
  })

  test('several pairs at once are those pairs one by one', async () => {
    await writeFile(join(folder, 'all'), file(network.parameters))
    const runner: Runner = createRunner(network, await openWeights(join(folder, 'all')))
    const pair = (seed: number) =>
      [0, 30].map((noise) => tensor('uint8', [32, 32, 3], picture(32, 32, seed, noise)))
    const [a, b] = pair(7)
    const [c, d] = pair(8)
    const planes = (first: Uint8Array, second: Uint8Array) =>
      tensor(
        'float32',
        [2, 3, 32, 32],
        Float32Array.from({ length: 2 * 3 * 1024 }, (_, i) => {
          const source = i < 3072 ? first : second
          const rest = i % 3072
          return source[(rest % 1024) * 3 + Math.floor(rest / 1024)]! / 127.5 - 1
        }),
      )
    const { distance } = await runner.run(
      {
        name: 'pairs',
        build: (g) => {
          const shape = [2, 3, 32, 32]
          const inputs = ['first', 'second'].map((name) => g.input(name, 'float32', shape))
          g.output('distance', network.forward(g, inputs[0]!, inputs[1]!))
        },
      },
      { first: planes(a!.data, c!.data), second: planes(b!.data, d!.data) },
    )
    const single = [await network.distance(runner.run, a!, b!), await network.distance(runner.run, c!, d!)]
    for (const [i, expected] of single.entries()) expect(Number(distance!.data[i])).toBeCloseTo(expected, 5)
    await runner.release()
  })
})
