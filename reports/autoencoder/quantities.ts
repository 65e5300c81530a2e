import { missing } from '../format.ts'

/** Three significant digits, more only before the point: `0.0123`, `4.56`, `789`, `12,345`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  // 99.96 has three digits before it is rounded, and 100 after
  const rounded = Number(size.toPrecision(3))
  const text = rounded === 0 ? '0' : rounded >= 100 ? grouped(Math.round(size)) : fixed(rounded)
  return value < 0 && text !== '0' ? `−${text}` : text
}

function fixed(size: number): string {
  // a tiny number keeps its place instead of becoming a row of zeros
  if (size < 1e-4) return size.toExponential(1).replace('e-', 'e−')
  return size.toFixed(Math.max(0, 2 - Math.floor(Math.log10(size))))
}

const grouped = (value: number) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')

const durations = [
  { unit: 'd', seconds: 86_400, from: 2 * 86_400 },
  { unit: 'h', seconds: 3600, from: 2 * 3600 },
  { unit: 'min', seconds: 60, from: 600 },
  { unit: 's', seconds: 1, from: 1 },
  { unit: 'ms', seconds: 0.001, from: 0 },
] as const

const durationOf = (seconds: number) => durations.find(({ from }) => seconds >= from)!

/** `4.52 s`, `38.1 ms`, `2.4 h`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return missing
  const { unit, seconds: size } = durationOf(seconds)
  return `${formatNumber(seconds / size)} ${unit}`
}

/** `4.41 to 4.66 s`: both ends in the unit of the higher one. */
export function formatSecondsRange(range: readonly [number, number] | null): string {
  if (range === null) return missing
  const { unit, seconds: size } = durationOf(range[1])
  return `${formatNumber(range[0] / size)} to ${formatNumber(range[1] / size)} ${unit}`
}

/** `10.2×`; a whole number as it is: `10×`. */
export const formatFactor = (factor: number): string =>
  `${Number.isInteger(factor) ? formatCountOf(factor) : formatNumber(factor)}×`

/** `9.1× to 11.4×`. */
export const formatFactorRange = (range: readonly [number, number] | null): string =>
  range === null ? missing : `${formatFactor(range[0])} to ${formatFactor(range[1])}`

/** `6.31 GiB`, `120 MiB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return missing
  return bytes >= 2 ** 30 ? `${formatNumber(bytes / 2 ** 30)} GiB` : `${formatNumber(bytes / 2 ** 20)} MiB`
}

const scales = [
  { prefix: 'E', size: 1e18 },
  { prefix: 'P', size: 1e15 },
  { prefix: 'T', size: 1e12 },
  { prefix: 'G', size: 1e9 },
  { prefix: 'M', size: 1e6 },
  { prefix: '', size: 1 },
] as const

/** `3.20 PFLOP`; with `perSecond`, `181 GFLOP/s`. */
export function formatFlops(flops: number | null, unit: 'FLOP' | 'FLOP/s' = 'FLOP'): string {
  if (flops === null) return missing
  const { prefix, size } = scales.find((scale) => flops >= scale.size) ?? scales.at(-1)!
  return `${formatNumber(flops / size)} ${prefix}${unit}`
}

/** `12,300 USD`, `0.92 USD`. */
export const formatUsd = (usd: number): string =>
  `${usd >= 100 || usd === 0 ? grouped(Math.round(usd)) : usd >= 0.1 ? usd.toFixed(2) : formatNumber(usd)} USD`

/** `+3.2 %` or `−14 %` of a ratio. */
export function formatDeviation(relative: number | null): string {
  if (relative === null) return missing
  const percent = relative * 100
  const digits = Math.abs(percent) < 10 ? 1 : 0
  const text = Math.abs(percent).toFixed(digits)
  if (Number(text) === 0) return '0 %'
  return `${percent > 0 ? '+' : '−'}${text} %`
}

/** The same for an axis, whose values are round: `3 s`, `100 ms`. */
export const formatTick = (format: (value: number) => string, value: number): string =>
  format(value).replace(/\.0+(?=\D|$)/, '')

/** `45 %`. */
export const formatShare = (share: number | null): string =>
  share === null ? missing : `${formatNumber(share * 100)} %`

/** `8,316`. */
export const formatCount = (count: number | null): string =>
  count === null ? missing : grouped(Math.round(count))

/** A value in a unit of words: `30.2 dB`, `10×`, `8,316 tokens`. */
export function formatIn(value: number | null, unit: string): string {
  if (value === null) return missing
  const text = valueText(value)
  // '1' is the unit of plain ratios
  return unit === '×' ? `${text}×` : unit === '' || unit === '1' ? text : `${text} ${unit}`
}

function valueText(value: number): string {
  if (Math.abs(value) >= 1e9) return `${formatTick(formatNumber, value / 1e9)} billion`
  return Number.isInteger(value) ? formatCountOf(value) : formatNumber(value)
}

const formatCountOf = (value: number) => (value < 0 ? `−${grouped(-value)}` : grouped(value))

/** `12.4 GB/s`. */
export const formatBytesPerSecond = (bytes: number): string => `${formatNumber(bytes / 1e9)} GB/s`
