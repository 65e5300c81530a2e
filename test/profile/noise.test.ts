import { describe, expect, test } from 'vitest'
import { parseCpuTimes } from '../../bench/profile/cpu-times.ts'
import { judgeNoise } from '../../bench/profile/noise.ts'
import { noiseSchema } from '../../bench/records/autoencoder-result.ts'

const steady = Array.from({ length: 40 }, (_, i) => 0.05 + 0.0001 * (i % 5))
const cpu = (foreign: number, stolen = 0) => ({ busy: 90 + foreign, own: 90, stolen, total: 100 })

describe('a machine', () => {
  test('is quiet when nobody else works and the reference is steady', () => {
    const noise = noiseSchema.parse(judgeNoise({ reference: steady, cpu: cpu(1) }))
    expect(noise).toMatchObject({ verdict: 'quiet', findings: [], remedy: null, foreignShare: 0.01 })
    expect(noise.drift).toBeCloseTo(1, 2)
  })

  test.each([
    [cpu(8), 'noisy', 'other processes used 8 %'],
    [cpu(30), 'inconclusive', 'other processes used 30 %'],
    [cpu(0, 9), 'noisy', 'the hypervisor took 9 %'],
    [cpu(0, 40), 'inconclusive', 'the hypervisor took 40 %'],
  ])('%j is %s', (use, verdict, text) => {
    const noise = judgeNoise({ reference: steady, cpu: use })
    expect(noise.verdict).toBe(verdict)
    expect(noise.findings.join()).toContain(text)
    expect(noise.remedy).toContain('run again')
  })

  test('whose reference gets slower is not quiet', () => {
    const half = steady.map((seconds, i) => (i < 20 ? seconds : 1.6 * seconds))
    expect(judgeNoise({ reference: half, cpu: cpu(0) }).verdict).toBe('inconclusive')
    const slightly = steady.map((seconds, i) => (i < 20 ? seconds : 1.2 * seconds))
    expect(judgeNoise({ reference: slightly, cpu: cpu(0) }).verdict).toBe('noisy')
  })

  test('that says nothing of its processor is judged by the reference alone; what is not known is null', () => {
    const noise = noiseSchema.parse(judgeNoise({ reference: steady, cpu: null }))
    expect(noise).toMatchObject({ verdict: 'quiet', foreignShare: null, stolenShare: null })
    expect(judgeNoise({ reference: [], cpu: null })).toMatchObject({ reference: null, drift: null })
  })

  test('a measurement that uses more than the system says is no negative share', () => {
    expect(judgeNoise({ reference: steady, cpu: cpu(-5) }).foreignShare).toBe(0)
  })
})

describe('/proc/stat', () => {
  const stat = [
    'cpu  300 0 0 0 0 0 0 0 0 0',
    'cpu0 100 10 20 500 5 1 2 7 0 0',
    'cpu1 200 0 0 100 0 0 0 0 0 0',
    'intr 1 2',
  ].join('\n')

  test('counts the cores that this process may use', () => {
    const one = parseCpuTimes(stat, 'Name:\tnode\nCpus_allowed_list:\t0\n')
    expect(one).toEqual({ busy: 1.33, stolen: 0.07, total: 6.45 })
    expect(parseCpuTimes(stat, '')?.busy).toBeCloseTo(3.33, 9)
  })

  test.each([
    ['', ''],
    ['cpu0 a b c d e f g h', ''],
    [stat, 'Cpus_allowed_list:\t7\n'],
  ])('%j with %j says nothing', (text, status) => {
    expect(parseCpuTimes(text, status)).toBeNull()
  })
})
