import { describe, expect, test } from 'vitest'
import { measureSuite } from '../../bench/profile/measure-suite.ts'
import type { PartSpec } from '../../bench/profile/part.ts'
import { speedups } from '../../bench/profile/speedups.ts'
import type { SuiteRequest } from '../../bench/profile/suite-request.ts'
import type { SuiteVariant } from '../../bench/profile/suite-variant.ts'
import { type FakeRun, fakePartHost } from '../support/fake-part-host.ts'

const variant = (id: string, side: number): SuiteVariant => ({
  id,
  title: `Autoencoder ${id}`,
  codec: { kind: 'onnx', encoder: `/${id}/encoder.onnx`, decoder: `/${id}/decoder.onnx` },
  reduction: { frames: 4, height: side, width: side },
  latentChannels: 16,
  causal: false,
  tiling: { spatial: false, temporal: false },
  transformer: null,
})

const workload = (resolution: string, frames = 8) => ({
  id: `${resolution}-${frames}f`,
  resolution,
  aspectRatio: '1:1',
  frames: { slow: frames, fast: frames },
  steps: 2,
  branches: 1,
})

function request(
  timeOf: (part: PartSpec, run: number) => FakeRun,
  changes: Partial<SuiteRequest> = {},
): SuiteRequest {
  return {
    variants: [variant('slow', 8), variant('fast', 16)],
    workloads: [workload('64px')],
    stages: ['encode', 'decode'],
    checks: [],
    budgetSeconds: 1000,
    precision: 0.02,
    minRounds: 3,
    maxRounds: 6,
    provider: 'cpu',
    threads: 1,
    syntheticFolder: '/nowhere',
    host: fakePartHost(timeOf),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  }
}

const isSlow = (part: PartSpec) =>
  part.kind === 'codec' && part.codec.kind === 'onnx' && part.codec.decoder.includes('slow')
const isCodec = (part: PartSpec) => part.kind === 'codec'

describe('the suite', () => {
  test('times every stage of every variant and says how much faster one is', async () => {
    const made = request((part) => (isSlow(part) ? 4 : isCodec(part) ? 2 : 0.1))
    const { cells, noise, workloads, failures, peak } = await measureSuite(made)
    expect(failures).toEqual([])
    expect(peak?.matrixProduct.flopsPerSecond).toBeCloseTo((2 * 2048 ** 3) / 0.1, 0)
    expect(cells.map(({ variant: id, stages }) => [id, stages.map(({ time }) => time?.seconds)])).toEqual([
      ['slow', [4, 4]],
      ['fast', [2, 2]],
    ])
    expect(cells[0]!.latentShape).toEqual([1, 16, 2, 8, 8])
    expect(workloads[0]).toMatchObject({ chosen: true, reason: 'Measured here: decode, encode.' })
    const found = speedups(['slow', 'fast'], cells, { ...noise, verdict: 'quiet' })
    expect(found.map(({ scope, factor, kind, verdict }) => [scope, factor, kind, verdict])).toEqual([
      ['encode', 2, 'measured', 'conclusive'],
      ['decode', 2, 'measured', 'conclusive'],
    ])
  })

  test.each([
    ['dies', 'died', 'PROFILE_DIED', 'exit code 1'],
    ['is killed', 'killed', 'PROFILE_DIED', 'SIGKILL'],
    ['fails', 'refused', 'PROFILE_SHAPE', 'x.onnx'],
  ] as const)('a process that %s is recorded, and the rest goes on', async (end, cause, code, text) => {
    const made = request((part, run) => (isSlow(part) && run > 1 ? end : 1))
    const { cells, failures } = await measureSuite(made)
    expect(failures).toHaveLength(2)
    expect(failures[0]).toMatchObject({ variant: 'slow', workload: '64px-8f', stage: 'decode', cause })
    expect(failures[0]!.problem.code).toBe(code)
    expect(failures[0]!.problem.message).toContain(text)
    expect(cells[1]!.stages.every(({ time }) => time !== null)).toBe(true)
  })

  test('a workload that a variant cannot take is refused before anything starts', async () => {
    const log: string[] = []
    const made = request(() => 1, { workloads: [workload('64px', 9)], host: fakePartHost(() => 1, log) })
    const { failures, cells, workloads } = await measureSuite(made)
    expect(failures.map(({ cause, problem }) => [cause, problem.code])).toEqual([
      ['refused', 'OPTION_INVALID'],
      ['refused', 'OPTION_INVALID'],
    ])
    expect(failures[0]!.problem.message).toBe(
      'frames: found 9 with Autoencoder slow, expected 1, or a multiple of 4 from 8.',
    )
    expect(cells).toEqual([])
    expect(workloads[0]).toMatchObject({ chosen: false, reason: 'No variant takes it.' })
    expect(log).toEqual(['start 3', 'stop'])
  })

  test('an interruption keeps what was measured, and ends every process', async () => {
    const controller = new AbortController()
    const log: string[] = []
    let codecRuns = 0
    const host = fakePartHost((part) => {
      if (isCodec(part) && ++codecRuns === 12) controller.abort()
      return 1
    }, log)
    const { cells, interrupted, workloads } = await measureSuite(
      request(() => 1, { host, signal: controller.signal }),
    )
    expect(interrupted).toBe(true)
    const timed = (wanted: string) => cells[0]!.stages.find(({ stage }) => stage === wanted)?.time
    expect(timed('decode')).toMatchObject({ kind: 'measured', repetitions: 3 })
    expect(timed('encode')).toMatchObject({
      repetitions: 1,
      interval: null,
      spread: { stopped: 'interrupted' },
    })
    expect(log.filter((each) => each.startsWith('start'))).toHaveLength(
      log.filter((each) => each === 'stop').length,
    )
    expect(workloads[0]!.reason).toContain('Measured here')
  })
})
