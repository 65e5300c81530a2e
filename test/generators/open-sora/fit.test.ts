import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readArchitecture } from '../../../bench/generators/open-sora/architecture.ts'
import { clipSize } from '../../../bench/generators/open-sora/clip-size.ts'
import { fitOpenSora } from '../../../bench/generators/open-sora/fit/fit.ts'
import { chooseMemoryUse, peakBytes } from '../../../bench/generators/open-sora/fit/memory-use.ts'
import { usesOf } from '../../../bench/generators/open-sora/fit/uses.ts'
import { buildNetwork, type Networks, usedNetworks } from '../../../bench/generators/open-sora/networks.ts'
import { createOpenSora } from '../../../bench/generators/open-sora/open-sora.ts'
import { openSoraOptions } from '../../../bench/generators/open-sora/options.ts'
import { videoAutoencoder } from '../../../bench/generators/open-sora/video-autoencoder.ts'
import { programCost } from '../../../bench/onnx/engine/program-cost.ts'
import { Graph } from '../../../bench/onnx/graph/graph.ts'
import type { Program, Run } from '../../../bench/onnx/graph/program.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeTinyCheckpoint } from '../../support/tiny-checkpoint.ts'
import { plannedClip } from '../clips.ts'

const folder = temporaryFolder()
const gibibyte = 2 ** 30

/** Notes what is run, and answers with zeros. */
function notingRun() {
  const counts = new Map<string, number>()
  const run: Run = async (program: Program) => {
    counts.set(program.name, (counts.get(program.name) ?? 0) + 1)
    const g = new Graph()
    program.build(g)
    return Object.fromEntries(
      g.outputs.map(({ name, value }) => [name, floatTensor(value.shape as number[])]),
    )
  }
  return { counts, run }
}

describe('the plan', () => {
  test.each([
    ['open-sora-v2', 9, 't2v'],
    ['open-sora-v2', 9, 't2i2v'],
    ['open-sora-v2-dc-ae', 48, 't2i2v'],
  ] as const)('has the tiles that %s decodes and encodes', async (variant, frames, condition) => {
    await writeTinyCheckpoint(join(folder, variant), variant)
    const text = {
      weights: variant,
      variant,
      frames,
      condition,
      resolution: '320px',
      imageResolution: '320px',
    }
    const options = openSoraOptions.parse(text)
    const architecture = await readArchitecture(join(folder, variant), variant)
    const size = clipSize(options, architecture)
    const name = usedNetworks(options).at(-1)! as 'hunyuan' | 'dcAutoencoder'
    const network = buildNetwork(name, architecture)

    const planned = new Map<string, number>()
    for (const use of usesOf[name]({ options, architecture, size, streams: false })) {
      const { counts, run } = notingRun()
      await use.call(network as never, run, undefined)
      for (const [program, calls] of counts)
        planned.set(program, (planned.get(program) ?? 0) + calls * use.timesPerClip)
    }
    const { counts, run } = notingRun()
    const networks = {
      with: async (_: string, use: (loaded: unknown) => unknown) => use({ network, run }),
    } as unknown as Networks
    const autoencoder = videoAutoencoder(networks, variant)
    await autoencoder.decode(floatTensor(size.latentShape), frames)
    if (condition === 't2i2v') await autoencoder.encode(floatTensor([3, 1, size.height, size.width]))
    expect(counts.size).toBeGreaterThan(1)
    expect(planned).toEqual(counts)
  })

  test('knows the released model before it is downloaded', { timeout: 60_000 }, async () => {
    const options = openSoraOptions.parse({ weights: 'none', frames: 5 })
    const fit = await fitOpenSora(options, join(folder, 'none'))
    const byName = new Map(fit.networks.map((network) => [network.name, network]))
    const mmdit = byName.get('mmdit')!
    expect(mmdit).toMatchObject({ parameters: 11_891_390_528, storedAs: 'bfloat16', isPresent: false })
    // too large for memory of its own: used where it lies; in blocks, a double block's 2 · 20 · 3072² at most, and biases
    expect(mmdit.whole.mappedBytes).toBe(2 * 11_891_390_528)
    expect(mmdit.streamed!.largestBytes / (2 * 36 * 3072 ** 2)).toBeCloseTo(1, 2)
    // 50 steps, each of which reads the 2 bytes of every parameter once for all branches
    expect(mmdit.streamed!.readBytesPerClip).toBe(50 * 2 * 11_891_390_528)
    expect(byName.get('t5')!.storedBytes / 1e9).toBeCloseTo(19.05, 2)
    expect(peakBytes(fit, { stream: true, keepLoaded: false }) / gibibyte).toBeLessThan(12)
    expect(chooseMemoryUse(fit, {}, 12 * gibibyte)).toMatchObject({ fits: true, stream: true })
    expect(chooseMemoryUse(fit, {}, 40 * gibibyte)).toMatchObject({ stream: false, keepLoaded: false })
    expect(chooseMemoryUse(fit, {}, 80 * gibibyte)).toMatchObject({ stream: false, keepLoaded: true })
    expect(chooseMemoryUse(fit, { stream: false }, 12 * gibibyte)).toMatchObject({
      fits: false,
      stream: false,
    })
    expect(chooseMemoryUse(fit, { stream: true }, 80 * gibibyte)).toMatchObject({ fits: true, stream: true })
  })
})

test('a program: operations, and weights by how they are held', () => {
  const program: Program = {
    name: 'linear',
    build: (g) => {
      const weight = g.use({ path: 'weight', shape: [30, 20] })
      g.output('out', g.linear(g.input('x', 'float32', [1, 10, 20]), weight))
    },
  }
  const cost = (streams: boolean, dtype: 'float32' | 'bfloat16') =>
    programCost(program, { streams, provider: 'cpu', typeOf: () => dtype })
  // x 800 bytes, out 1,200 bytes
  expect(cost(false, 'bfloat16')).toMatchObject({
    operations: 2 * 10 * 20 * 30,
    storedBytes: 1200,
    // widened, and 40 bytes of sizes
    ownBytes: 2440,
    mappedBytes: 0,
    activationBytes: 2000,
  })
  expect(cost(true, 'float32')).toMatchObject({ ownBytes: 40, mappedBytes: 2400, activationBytes: 2000 })
  // widened while it is used
  expect(cost(true, 'bfloat16')).toMatchObject({ ownBytes: 0, mappedBytes: 1200, activationBytes: 4400 })
})

test('what cannot fit is refused before anything is loaded', async () => {
  await writeTinyCheckpoint(join(folder, 'large'), 'open-sora-v2')
  const options = openSoraOptions.parse({ weights: 'large', frames: 1025, resolution: '4320p' })
  const [generator] = createOpenSora(options, { baseDir: folder })
  const problems = await generator!.preflight([plannedClip('a cat')])
  expect(problems).toMatchObject([{ level: 'error', problem: { code: 'OPEN_SORA_MEMORY' } }])
  expect(problems[0]!.problem.message).toContain('1025 frames of 7680×4320')
})
