import { describe, expect, test } from 'vitest'
import { measureRounds, type RoundsOptions } from '../../bench/profile/rounds.ts'

const never = new AbortController().signal
const options: RoundsOptions = {
  minRounds: 3,
  maxRounds: 8,
  precision: 0.01,
  secondsLeft: () => 1000,
  signal: never,
}

/** An item that takes these times, the last one again and again. */
function item(id: string, seconds: readonly number[], log: string[] = []) {
  let at = 0
  return {
    id,
    async run() {
      log.push(id)
      return seconds[Math.min(at++, seconds.length - 1)]!
    },
  }
}

describe('rounds', () => {
  test('warm up once, take turns, and turn the order round', async () => {
    const log: string[] = []
    await measureRounds([item('a', [1], log), item('b', [2], log)], {
      ...options,
      maxRounds: 3,
      precision: -1,
    })
    expect(log.join('')).toBe('ab' + 'ab' + 'ba' + 'ab')
  })

  test('the warm-up is no sample', async () => {
    const { samples } = await measureRounds([item('a', [100, 1])], options)
    expect(samples.get('a')).toEqual([1, 1, 1])
  })

  test('a short run is repeated; its sample is the mean without the first', async () => {
    const short = item('a', [9, 0.4, 0.2, 0.1, 0.3, 0.4, 0.2, 0.4])
    const { samples } = await measureRounds([short, item('b', [1])], {
      ...options,
      sampleSeconds: 0.5,
      maxRounds: 2,
      precision: -1,
    })
    expect(samples.get('a')!.map((seconds) => seconds.toFixed(6))).toEqual(['0.200000', '0.300000'])
    expect(samples.get('b')).toEqual([1, 1])
  })

  test('stop when all intervals are tight', async () => {
    const wild = [1, 1, 3, 1, 3, 1, 3, 1, 3]
    const { stopped, samples } = await measureRounds([item('a', [1]), item('b', wild)], options)
    expect(stopped).toBe('limit')
    expect(samples.get('a')).toHaveLength(8)
    expect((await measureRounds([item('a', [1])], options)).stopped).toBe('tight')
  })

  test('stop when the next round would not fit, but not before the least', async () => {
    let left = 9
    const wild = item('a', [2, 2, 3, 2, 3])
    const counted = {
      id: 'a',
      async run() {
        left -= 2
        return wild.run()
      },
    }
    const { stopped, samples } = await measureRounds([counted], { ...options, secondsLeft: () => left })
    expect(stopped).toBe('budget')
    expect(samples.get('a')).toHaveLength(3)
  })

  test('what throws is left out, and the rest goes on', async () => {
    let calls = 0
    const failing = {
      id: 'bad',
      async run() {
        if (++calls > 2) throw new Error('gone')
        return 1
      },
    }
    const { samples, failures } = await measureRounds([failing, item('good', [1])], options)
    expect(samples.get('good')).toHaveLength(3)
    expect(samples.get('bad')).toHaveLength(1)
    expect(failures.get('bad')).toEqual(new Error('gone'))
    expect(calls).toBe(3)
  })

  test('nothing left to run ends at once', async () => {
    const broken = {
      id: 'bad',
      async run(): Promise<number> {
        throw new Error('gone')
      },
    }
    const { samples, failures } = await measureRounds([broken], options)
    expect([samples.get('bad'), failures.size]).toEqual([[], 1])
  })

  test('an interruption keeps what there is', async () => {
    const controller = new AbortController()
    const runs = item('a', [1])
    let count = 0
    const counted = {
      id: 'a',
      async run() {
        if (++count === 3) controller.abort()
        return runs.run()
      },
    }
    const { stopped, samples } = await measureRounds([counted], { ...options, signal: controller.signal })
    expect(stopped).toBe('interrupted')
    expect(samples.get('a')).toEqual([1, 1])
  })

  test('the reference runs before every sample', async () => {
    const log: string[] = []
    const between = async () => void log.push('r')
    await measureRounds([item('a', [1], log), item('b', [1], log)], {
      ...options,
      minRounds: 1,
      maxRounds: 1,
      between,
    })
    expect(log.join('')).toBe('ab' + 'rarb')
  })
})
