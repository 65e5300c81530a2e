import { expect, test } from 'vitest'
import {
  formatBytes,
  formatDeviation,
  formatFactor,
  formatFactorRange,
  formatFlops,
  formatIn,
  formatNumber,
  formatSeconds,
  formatSecondsRange,
  formatUsd,
} from '../../../reports/autoencoder/quantities.ts'

test.each([
  [0, '0'],
  [0.00001234, '1.2e−5'],
  [0.01234, '0.0123'],
  [0.999, '0.999'],
  [9.999, '10.0'],
  [45.678, '45.7'],
  [99.96, '100'],
  [1234.5, '1,235'],
  [76_032, '76,032'],
  [-3.142857, '−3.14'],
])('%d is %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test('times take the unit that suits them; a range has one unit', () => {
  expect(formatSeconds(0.0123)).toBe('12.3 ms')
  expect(formatSeconds(59.94)).toBe('59.9 s')
  expect(formatSeconds(1656)).toBe('27.6 min')
  expect(formatSeconds(3 * 3600)).toBe('3.00 h')
  expect(formatSeconds(40 * 86_400)).toBe('40.0 d')
  expect(formatSeconds(null)).toBe('—')
  expect(formatSecondsRange([0.95, 1.05])).toBe('0.950 to 1.05 s')
  expect(formatSecondsRange(null)).toBe('—')
})

test('factors, bytes, FLOPs and money', () => {
  expect(formatFactor(9.74)).toBe('9.74×')
  expect(formatFactorRange([8.47, 11.2])).toBe('8.47× to 11.2×')
  expect(formatBytes(6.3 * 2 ** 30)).toBe('6.30 GiB')
  expect(formatBytes(120 * 2 ** 20)).toBe('120 MiB')
  expect(formatFlops(3.2e15)).toBe('3.20 PFLOP')
  expect(formatFlops(182e9, 'FLOP/s')).toBe('182 GFLOP/s')
  expect(formatFlops(0)).toBe('0 FLOP')
  expect(formatUsd(199_680)).toBe('199,680 USD')
  expect(formatUsd(1.1367)).toBe('1.14 USD')
})

test('deviations have a sign, and none at zero', () => {
  expect(formatDeviation(0.0321)).toBe('+3.2 %')
  expect(formatDeviation(-0.14)).toBe('−14 %')
  expect(formatDeviation(0.0001)).toBe('0 %')
  expect(formatDeviation(null)).toBe('—')
})

test('values in units of words', () => {
  expect(formatIn(10, '×')).toBe('10×')
  expect(formatIn(8316, 'tokens')).toBe('8,316 tokens')
  expect(formatIn(30.538, 'dB')).toBe('30.5 dB')
  expect(formatIn(null, 's')).toBe('—')
})
